/** Both gates against a certified issuer that knows nothing of Sallyport: its discovery, keys, tokens and rotation. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyDocument } from '@sallyport/core';
import { type DevSession, startDev } from '@sallyport/dev';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleAuthorizer } from '../../packages/cli/src/build/bundle.ts';
import { sendHttp } from '../support/http.ts';

const AUDIENCE = 'https://api.acme.dev';
let server: Server;
let issuer: string;
let provider: Provider;
let session: DevSession;
let folder: string;
const requests: string[] = [];

async function signingKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

function createProvider(keys: readonly JWK[]): Provider {
  const configuration: Configuration = {
    clients: [
      {
        client_id: 'robot',
        client_secret: 'robot-secret-of-enough-length-000',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [...keys] } as Configuration['jwks'],
    scopes: ['read:orders', 'write:orders'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: (_context, audience) => ({
          audience,
          scope: 'read:orders write:orders',
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  };
  return new Provider(issuer, configuration);
}

async function getToken(scope: string, resource = AUDIENCE): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('robot:robot-secret-of-enough-length-000')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource }),
  });
  const body = (await response.json()) as { access_token?: string };
  if (body.access_token === undefined) throw new Error(`no token: ${JSON.stringify(body)}`);
  return body.access_token;
}

/** The statuses of both gates. */
async function askBoth(method: string, target: string, token?: string): Promise<readonly number[]> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const edge = await sendHttp(session.ports.worker, method, target, headers);
  const [api] = session.apis;
  if (api === undefined) throw new Error('no API Gateway is served');
  const apiGateway = await sendHttp(api.port, method, target, headers);
  return [edge.status, apiGateway.status];
}

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(String(request.url));
    provider.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  provider = createProvider([await signingKey('first')]);

  const policy: PolicyDocument = {
    issuers: { foreign: { issuer, audience: AUDIENCE } },
    routes: {
      'GET /health': 'public',
      'GET /orders/:id': { scopes: ['read:orders'] },
      'POST /orders': { scopes: ['write:orders'] },
      '/users/:user/*': { claims: { sub: { param: 'user' } } },
    },
  };
  folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
  const authorizerPath = join(folder, 'authorizer.mjs');
  await writeFile(
    authorizerPath,
    await bundleAuthorizer({ policySource: `export const policy = ${JSON.stringify(policy)};` }),
  );
  const ports = { worker: 0, issuer: 0, apiGateway: 0 };
  session = await startDev({ policy, authorizers: [{ policy, authorizerPath }], variables: {}, ports });
}, 60_000);

afterAll(async () => {
  await session?.stop();
  server?.close();
  server?.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

describe('a foreign issuer over HTTP', () => {
  test('its discovery and keys serve both gates, each fetched once', async () => {
    expect(await askBoth('GET', '/orders/1', await getToken('read:orders'))).toEqual([200, 200]);
    expect(await askBoth('GET', '/orders/2', await getToken('read:orders'))).toEqual([200, 200]);
    expect(requests.filter((url) => url.startsWith('/.well-known/openid-configuration'))).toHaveLength(2);
    expect(requests.filter((url) => url.startsWith('/jwks'))).toHaveLength(2);
  });

  test('its tokens are refused where they lack, and without one there is 401', async () => {
    const token = await getToken('read:orders');
    expect(await askBoth('GET', '/health')).toEqual([200, 200]);
    expect(await askBoth('GET', '/orders/1')).toEqual([401, 401]);
    expect(await askBoth('POST', '/orders', token)).toEqual([403, 403]);
    expect(await askBoth('GET', '/users/robot/x', token)).toEqual([200, 200]);
    expect(await askBoth('GET', '/users/other/x', token)).toEqual([403, 403]);
    expect(await askBoth('GET', '/nothing', token)).toEqual([403, 403]);
    expect(await askBoth('GET', '/orders/1', await getToken('read:orders', 'https://other.acme.dev'))).toEqual([
      401, 401,
    ]);
    expect(await askBoth('GET', '/orders/1', `${token.slice(0, -8)}AAAAAAAA`)).toEqual([401, 401]);
  });

  test('a key that it rotates in is honoured within 10 s, and the one it drops is refused from then on', {
    timeout: 30_000,
  }, async () => {
    const old = await getToken('read:orders');
    expect(await askBoth('GET', '/orders/1', old)).toEqual([200, 200]);
    provider = createProvider([await signingKey(`second-${randomUUID()}`)]);
    const fresh = await getToken('read:orders');
    const startedAt = Date.now();
    let answers = await askBoth('GET', '/orders/1', fresh);
    while (answers.join() !== '200,200' && Date.now() - startedAt < 10_000) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      answers = await askBoth('GET', '/orders/1', fresh);
    }
    expect(answers).toEqual([200, 200]);
    // API Gateway may keep the result for `old`: asked with its cache past, it is refused as at the edge.
    expect((await sendHttp(session.ports.worker, 'GET', '/orders/1', { authorization: `Bearer ${old}` })).status).toBe(
      401,
    );
  });
});
