import type { TestIssuer } from '@sallyport/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoopbackServer, serveHandler } from '../../support/loopback.ts';
import { type RawAnswer, sendRaw } from '../../support/raw-http.ts';
import { startWorkerd, type Workerd } from '../../support/workerd.ts';
import { acmeIssuer, acmePolicy } from '../acme.ts';

const RESOURCE = 'https://mcp.acme.dev/mcp';

const AUTH = `
import { createRpcEntrypoint } from '@sallyport/worker';
import { WorkerEntrypoint } from 'cloudflare:workers';
export const Sallyport = createRpcEntrypoint(WorkerEntrypoint, policy);
export class Extended extends Sallyport {
  own() { return 'own'; }
}
export default { fetch: () => new Response('nothing here', { status: 404 }) };
`;

// Calls what a header names with what another holds, or serves as a resource server of the OAuth provider.
const CALLER = `
import { insufficientScope, OAuthResourceServer } from '@cloudflare/workers-oauth-provider';
const server = new OAuthResourceServer({
  resourceMetadata: { resource: '${RESOURCE}', authorization_servers: ['https://tokens.acme.dev'] },
  requiredScopes: ['mcp:read'],
  validateToken: (env) => env.AUTH.validateToken,
  handler: {
    fetch(request, env, ctx) {
      if (!ctx.auth.scope.includes('mcp:read')) return insufficientScope(ctx.auth, ['mcp:read']);
      return Response.json({ subject: ctx.props.subject, iss: ctx.props.iss, userId: ctx.auth.userId, clientId: ctx.auth.clientId });
    },
  },
});
async function call(env, request) {
  const { method, url, headers } = request;
  switch (headers.get('x-call')) {
    case 'headers': return env.AUTH.authorize({ method, url, headers, cf: request.cf });
    case 'record': return env.AUTH.authorize({ method, url, headers: Object.fromEntries(headers) });
    case 'entries': return env.AUTH.authorize({ method, url, headers: [...headers] });
    case 'request': return env.AUTH.authorize(request);
    case 'function': return env.AUTH.authorize({ method, url, headers: { get: () => 'Bearer a' } });
    case 'nothing': return env.AUTH.authorize();
    case 'validate': return env.AUTH.validateToken(...JSON.parse(headers.get('x-arguments')));
    case 'open': return env.AUTH.open();
    case 'env': return env.AUTH.env;
    case 'own': return env.AUTH.own();
  }
}
export default {
  async fetch(request, env, ctx) {
    if (!request.headers.has('x-call')) {
      // Its canonical host: the test's own address is another.
      return server.fetch(new Request(request.url.replace(/^http:\\/\\/[^/]+/, 'https://mcp.acme.dev'), request), env, ctx);
    }
    try {
      return Response.json({ result: await call(env, request) });
    } catch (error) {
      const { name, message, reason } = error;
      return Response.json({ error: { name, message, reason } }, { status: 500 });
    }
  },
};
`;

let issuer: TestIssuer;
/** Its keys cannot be had. */
let failing: TestIssuer;
let issuing: LoopbackServer;
let workerd: Workerd;

beforeAll(async () => {
  issuing = await serveHandler((origin) => {
    issuer = acmeIssuer(origin);
    failing = acmeIssuer(`${origin}/failing`);
    failing.fail('status500');
    return (request) => (request.url.includes('/failing') ? failing : issuer).fetch(request);
  });
  const audience = ['https://api.acme.dev', RESOURCE];
  const issuers = {
    machines: { issuer: issuer.issuer, audience },
    failing: { issuer: failing.issuer, audience },
  };
  const policy = acmePolicy(issuer.issuer, { resource: RESOURCE, issuers });
  const source = `const policy = ${JSON.stringify(policy)};\n${AUTH}`;
  workerd = await startWorkerd({
    worker: { source: CALLER },
    boundWorkers: { AUTH: { worker: { source }, entrypoint: 'Extended' } },
  });
});
afterAll(async () => {
  await workerd?.stop();
  await issuing?.stop();
});

const send = (target: string, headers: Record<string, string>): Promise<RawAnswer> =>
  sendRaw(workerd.port, { target, headers: Object.entries(headers) });
const call = async (name: string, target: string, headers: Record<string, string> = {}): Promise<unknown> =>
  JSON.parse((await send(target, { 'x-call': name, ...headers })).body);
const validate = (...parameters: readonly unknown[]): Promise<unknown> =>
  call('validate', '/', { 'x-arguments': JSON.stringify(parameters) });
const forResource: Parameters<TestIssuer['mint']>[1] = { audience: RESOURCE, subject: 'ann', scopes: ['mcp:read'] };

describe('authorize over a service binding', () => {
  test.each(['headers', 'record', 'entries'])('allows a granted request, its headers sent as %s', async (form) => {
    const authorization = `Bearer ${await issuer.mint({ org: { teams: [{ id: 1 }] } }, { subject: 'ann', scopes: ['read:orders'] })}`;
    expect(await call(form, '/orders/%37', { authorization })).toMatchObject({
      result: {
        ...{ effect: 'allow', reason: null, path: '/orders/7', params: { id: '7' } },
        principal: { subject: 'ann', claims: { iss: issuer.issuer, org: { teams: [{ id: 1 }] } } },
      },
    });
  });

  test('denies with a reason, and an answer to return', async () => {
    expect(await call('headers', '/orders/1')).toMatchObject({
      result: {
        ...{ effect: 'deny', status: 401, reason: 'token_missing', principal: null },
        answer: { status: 401, headers: { 'www-authenticate': expect.stringMatching(/^Bearer /) } },
      },
    });
    expect(await call('headers', '/public/../admin/x')).toMatchObject({ result: { reason: 'path_ambiguous' } });
  });

  test('throws for what is no request, and takes no function for headers', async () => {
    for (const name of ['request', 'function', 'nothing']) {
      expect(await call(name, '/health'), name).toMatchObject({ error: { name: 'TypeError' } });
    }
  });

  test('reaches both methods, those of the extending class, and nothing inside', async () => {
    expect(await call('own', '/')).toEqual({ result: 'own' });
    expect(await call('open', '/')).toMatchObject({ error: { name: 'TypeError' } });
    expect(await call('env', '/')).toMatchObject({ error: { name: 'TypeError' } });
  });
});

describe('validateToken over a service binding', () => {
  test('tells a token for the resource', async () => {
    expect(await validate(RESOURCE, await issuer.mint({}, forResource))).toMatchObject({
      result: { audience: RESOURCE, userId: 'ann', scope: ['mcp:read'], props: { claims: { aud: RESOURCE } } },
    });
  });

  test('is null for denials, other audiences, bound tokens and other resources', async () => {
    const token = await issuer.mint({}, forResource);
    const nothing = [
      await validate(RESOURCE, 'opaque'),
      await validate(RESOURCE, await issuer.mint({}, { ...forResource, expiresInSeconds: -60 })),
      await validate(RESOURCE, await issuer.mint({}, { ...forResource, audience: 'https://api.acme.dev' })),
      await validate(RESOURCE, await issuer.mint({ cnf: { jkt: 'x' } }, forResource)),
      await validate('https://mcp.acme.dev', token),
    ];
    expect(nothing).toEqual(nothing.map(() => ({ result: null })));
  });

  test('throws for arguments that are no text', async () => {
    expect(await validate(RESOURCE)).toEqual({ error: { name: 'TypeError', message: 'token must be a string.' } });
  });
});

describe('a resource server of workers-oauth-provider', () => {
  const asking = async (...parameters: Parameters<TestIssuer['mint']>): Promise<RawAnswer> =>
    send('/mcp', { authorization: `Bearer ${await issuer.mint(...parameters)}` });

  test('accepts a token that is valid for it, and knows who it speaks for', async () => {
    const answer = await asking({ client_id: 'app' }, forResource);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      { subject: 'ann', iss: issuer.issuer, userId: 'ann', clientId: 'app' },
    ]);
  });

  test('answers 401 where validation is null, and 403 where a scope is missing', async () => {
    const statuses = await Promise.all([
      send('/mcp', { authorization: 'Bearer opaque' }),
      asking({}, { ...forResource, audience: 'https://api.acme.dev' }),
      asking({ cnf: { jkt: 'x' } }, forResource),
      asking({}, { ...forResource, scopes: [] }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 403]);
  });
});

test('a fault throws its reason and no token, and the resource server answers 503', async () => {
  const token = await failing.mint({}, forResource);
  expect(await validate(RESOURCE, token)).toEqual({
    error: {
      ...{ name: 'SallyportFault', reason: 'discovery_unavailable' },
      message: 'The token could not be validated: discovery_unavailable.',
    },
  });
  expect((await send('/mcp', { authorization: `Bearer ${token}` })).status).toBe(503);
  const authorization = `Bearer ${token}`;
  expect(await call('headers', '/orders/1', { authorization })).toMatchObject({
    result: { effect: 'deny', status: 503, answer: { headers: { 'retry-after': expect.any(String) } } },
  });
});

test('the log has a line for each denial, and no token', async () => {
  const token = await issuer.mint({ cnf: { jkt: 'logged' } }, forResource);
  await validate(RESOURCE, token);
  await expect.poll(() => workerd.output()).toContain('binding_required');
  expect(workerd.output()).toContain('sallyport.decision');
  expect(workerd.output()).not.toContain(token.split('.')[1]);
});
