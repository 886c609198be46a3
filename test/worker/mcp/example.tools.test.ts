/** `examples/mcp-server`, bundled as for a deploy and run in workerd, with the official client against it. */
import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { createTestIssuer } from '@sallyport/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPackages, deployExample, runInExample } from '../../support/example.ts';
import { type LoopbackServer, serveHandler } from '../../support/loopback.ts';
import type { Workerd } from '../../support/workerd.ts';
import { callForText, createConnection, type McpConnection } from './client.ts';

const SERVER = 'https://mcp.acme.dev';
const METADATA = `${SERVER}/.well-known/oauth-protected-resource/mcp`;
const issuer = createTestIssuer({
  issuer: 'https://auth.acme.dev',
  // The SDK demands one, also where no grant of the issuer uses it (RFC 8414 section 2 does not).
  metadata: { authorization_endpoint: 'https://auth.acme.dev/authorize' },
  clients: {
    reader: { secret: 'of-the-reader', scopes: ['mcp:use'] },
    admin: { secret: 'of-the-admin', scopes: ['mcp:use', 'mcp:admin'] },
  },
});

let workerd: Workerd;
/** Everything outside the Worker: the issuer, by its own host. */
let world: LoopbackServer;
beforeAll(async () => {
  world = await serveHandler(() => issuer.fetch);
  await buildPackages();
  workerd = await deployExample('mcp-server', { outbound: `127.0.0.1:${world.port}` });
}, 120_000);
afterAll(async () => {
  await workerd?.stop();
  await world?.stop();
});

/** The network of a client: the example's and the issuer's real addresses, and no other. */
const visited: string[] = [];
const network: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const { origin, pathname, search } = new URL(request.url);
  visited.push(`${request.method} ${origin}${pathname}`);
  if (origin === issuer.issuer) return issuer.fetch(request);
  if (origin !== SERVER) throw new TypeError('no such host');
  return fetch(new Request(`${workerd.origin}${pathname}${search}`, request));
};

function connectionOf(clientId: 'reader' | 'admin', path: string): McpConnection {
  const scope = clientId === 'reader' ? 'mcp:use' : 'mcp:use mcp:admin';
  const credentials = { clientId, clientSecret: `of-the-${clientId}`, scope, expectedIssuer: issuer.issuer };
  return createConnection(new URL(path, SERVER), new ClientCredentialsProvider(credentials), network);
}

describe('examples/mcp-server', () => {
  test('has types that fit the code', async () => {
    expect(await runInExample('mcp-server', 'wrangler', 'types')).toContain('interface Env');
    await runInExample('mcp-server', 'tsc');
  }, 60_000);

  test('leads a client from the 401 to a token for this resource, and runs its tool', async () => {
    visited.length = 0;
    const { client, connect } = connectionOf('reader', '/mcp');
    await connect();
    expect(visited.slice(0, 5)).toEqual([
      `POST ${SERVER}/mcp`,
      `GET ${METADATA}`,
      `GET ${issuer.issuer}/.well-known/oauth-authorization-server`,
      `POST ${issuer.urls.token}`,
      `POST ${SERVER}/mcp`,
    ]);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['find_order']);
    const found = await callForText(client, 'find_order', { id: '1' });
    expect(JSON.parse(found)).toEqual({ id: '1', item: 'tea', status: 'open', askedBy: 'reader' });
    await client.close();
  });

  test('has its other tool at an endpoint of its own, for those with the scope', async () => {
    const admin = connectionOf('admin', '/mcp/admin');
    await admin.connect();
    const cancelled = await callForText(admin.client, 'cancel_order', { id: '2' });
    expect(JSON.parse(cancelled)).toMatchObject({ id: '2', status: 'cancelled', cancelledBy: 'admin' });
    await admin.client.close();
    await expect(connectionOf('reader', '/mcp/admin').connect()).rejects.toThrow('403 after trying upscoping');
  });
});

describe('examples/mcp-server answers', () => {
  async function ask(path: string, token: string | null, init: RequestInit = { method: 'POST' }): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(`${workerd.origin}${path}`, { ...init, headers });
    await response.body?.cancel();
    return response;
  }

  test('token_missing, audience_mismatch and scope_insufficient as MCP clients read them', async () => {
    const audience = `${SERVER}/mcp`;
    const foreign = await issuer.mint({}, { scopes: ['mcp:use'], audience: 'https://other.acme.dev/mcp' });
    const narrow = await issuer.mint({}, { scopes: ['mcp:use'], audience });
    const answers = [await ask('/mcp', null), await ask('/mcp', foreign), await ask('/mcp/admin', narrow)];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 403]);
    const told = [/^Bearer realm="api", scope="mcp:use"/, /error="invalid_token".* scope="mcp:use"/];
    for (const [index, pattern] of [...told, /error="insufficient_scope".* scope="mcp:use mcp:admin"/].entries()) {
      const challenge = answers[index]?.headers.get('www-authenticate');
      expect(challenge).toMatch(pattern);
      expect(challenge).toContain(`resource_metadata="${METADATA}"`);
    }
  });

  test('405 to a stream or a session, of which it has none, and 403 to a page that it does not know', async () => {
    const token = await issuer.mint({}, { scopes: ['mcp:use'], audience: `${SERVER}/mcp` });
    for (const method of ['GET', 'DELETE']) {
      const response = await ask('/mcp', token, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
    const unknown = await ask('/mcp', token, { method: 'POST', headers: { origin: 'https://evil.dev' } });
    expect([unknown.status, unknown.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const known = await ask('/mcp', token, { method: 'POST', headers: { origin: 'https://inspector.acme.dev' } });
    expect(known.headers.get('access-control-allow-origin')).toBe('https://inspector.acme.dev');
    expect(known.status).not.toBe(403);
  });
});
