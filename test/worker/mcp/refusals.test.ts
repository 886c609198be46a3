/**
 * What the gateway answers an MCP client that it does not let in, as MCP's authorization asks: RFC 9728 section 5.1,
 * RFC 6750 section 3, RFC 8707 section 2.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseChallenge } from '../../conformance/support-challenge.ts';
import { MACHINE } from './authorization-server.ts';
import { type GuardedServer, PAGE, startGuardedServer } from './guarded-server.ts';

const INITIALIZE = JSON.stringify({
  ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
});

let guarded: GuardedServer;
beforeAll(async () => {
  guarded = await startGuardedServer();
});
afterAll(() => guarded?.stop());

async function getToken(scope: string, resource = guarded.url.href): Promise<string> {
  const response = await fetch(`${guarded.authorization.origin}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${MACHINE.id}:${MACHINE.secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource }),
  });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('access_token' in body)) throw new Error('no token');
  return String(body.access_token);
}

async function initialize(url: URL, given: Readonly<Record<string, string>> = {}): Promise<Response> {
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    ...given,
  };
  const response = await fetch(url, { method: 'POST', headers, body: INITIALIZE });
  await response.body?.cancel();
  return response;
}

async function bearer(token: Promise<string>): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await token}` };
}

/** The challenge's parameters without its fixed sentence. */
function parametersOf(response: Response): Record<string, string> {
  const { parameters } = parseChallenge(response.headers.get('www-authenticate'));
  const { realm, error_description, ...rest } = Object.fromEntries(parameters);
  expect(realm).toBe('api');
  return rest;
}

describe('a request that is refused', () => {
  test('without a token: 401, where the metadata is and which scope to ask for, and no error', async () => {
    for (const method of ['POST', 'GET', 'DELETE']) {
      const response = await fetch(guarded.url, { method });
      await response.body?.cancel();
      expect(response.status).toBe(401);
      expect(parametersOf(response)).toEqual({ scope: 'mcp:use', resource_metadata: guarded.metadataUrl });
    }
    const admin = await initialize(guarded.adminUrl);
    expect(parametersOf(admin)).toEqual({ scope: 'mcp:use mcp:admin', resource_metadata: guarded.metadataUrl });
  });

  test('audience_mismatch: a token of the same issuer for another resource is 401 invalid_token', async () => {
    const { origin } = guarded.url;
    for (const other of ['https://other.acme.dev/mcp', origin, `${origin}/mcp/admin`, `${origin}/mcp/`]) {
      const response = await initialize(guarded.url, await bearer(getToken('mcp:use', other)));
      expect([other, response.status]).toEqual([other, 401]);
      expect(parametersOf(response)).toEqual({
        ...{ error: 'invalid_token', scope: 'mcp:use' },
        resource_metadata: guarded.metadataUrl,
      });
    }
  });

  test('scope_insufficient: 403 with every scope that the endpoint needs, in one challenge', async () => {
    const response = await initialize(guarded.adminUrl, await bearer(getToken('mcp:use')));
    expect(response.status).toBe(403);
    expect(parametersOf(response)).toEqual({
      ...{ error: 'insufficient_scope', scope: 'mcp:use mcp:admin' },
      resource_metadata: guarded.metadataUrl,
    });
  });

  test('token_missing: a token in the query is none', async () => {
    const url = new URL(`${guarded.url.href}?access_token=${await getToken('mcp:use')}`);
    expect((await initialize(url)).status).toBe(401);
  });

  test('never reaches the server; the same request with a good token does', async () => {
    expect(guarded.origin.seen).toEqual([]);
    const response = await initialize(guarded.url, await bearer(getToken('mcp:use')));
    expect(response.status).toBe(200);
    expect(guarded.origin.seen).toHaveLength(1);
  });
});

test('the metadata names the resource, its issuer and every scope, to anyone and to any page', async () => {
  const response = await fetch(guarded.metadataUrl, { headers: { origin: 'https://anywhere.acme.dev' } });
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await response.json()).toEqual({
    resource: guarded.url.href,
    authorization_servers: [guarded.authorization.origin],
    scopes_supported: ['mcp:admin', 'mcp:use'],
    bearer_methods_supported: ['header'],
  });
});

describe('a client in a page', () => {
  test('may ask before it sends its headers, and gets an answer without a token', async () => {
    const asked = 'authorization, content-type, mcp-protocol-version, mcp-session-id';
    const headers = { 'access-control-request-method': 'POST', 'access-control-request-headers': asked };
    const listed = await fetch(guarded.url, { method: 'OPTIONS', headers: { ...headers, origin: PAGE } });
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([204, PAGE]);
    const allowed = (listed.headers.get('access-control-allow-headers') ?? '').toLowerCase().split(', ');
    for (const name of asked.split(', ')) expect(allowed).toContain(name);
    const other = await fetch(guarded.url, { method: 'OPTIONS', headers: { ...headers, origin: 'https://evil.dev' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('can read the challenge of a 401, and the session of a 200', async () => {
    const refused = await initialize(guarded.url, { origin: PAGE });
    expect(refused.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(refused.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
    const good = await initialize(guarded.url, { origin: PAGE, ...(await bearer(getToken('mcp:use'))) });
    expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([200, PAGE]);
    expect(good.headers.get('access-control-expose-headers')).toContain('Mcp-Session-Id');
    expect(good.headers.get('mcp-session-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
