import { createAuthorizer } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';
import { toChallenge } from '../../../packages/core/src/decision/challenge.ts';
import { createWebPorts } from '../../../packages/core/src/platform.ts';

const METADATA = 'resource_metadata="https://api.acme.dev/.well-known/oauth-protected-resource/mcp"';
const issuer = createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' });

async function challenge(resource: string | null, path: string, headers: HeadersInit = {}): Promise<string | null> {
  const policy = {
    ...(resource === null ? {} : { resource }),
    issuers: { machines: { issuer: issuer.issuer, audience: 'https://api.acme.dev' } },
    routes: { '/mcp': { scopes: ['mcp:use'] }, '/admin': { roles: ['admin'] } },
  } as const;
  const authorizer = createAuthorizer(policy, createWebPorts({ fetch: issuer.fetchPort }));
  const decision = await authorizer.authorize({
    method: 'GET',
    url: `https://api.acme.dev${path}`,
    headers: new Headers(headers),
  });
  return decision.effect === 'deny' ? decision.challenge : 'allowed';
}

describe('resource_metadata (RFC 9728 section 5.1)', () => {
  const resource = 'https://api.acme.dev/mcp';

  test('is told with token_missing, token_malformed and scope_insufficient', async () => {
    expect(await challenge(resource, '/mcp')).toBe(`Bearer realm="api", scope="mcp:use", ${METADATA}`);
    const bad = await challenge(resource, '/mcp', { Authorization: 'Bearer e.e.e' });
    expect(bad).toMatch(
      /error="invalid_token", error_description="[^"]+", scope="mcp:use", resource_metadata="[^"]+"$/,
    );
    const token = await issuer.mint({}, { subject: 'ann', scopes: ['other'] });
    const unmet = await challenge(resource, '/mcp', { Authorization: `Bearer ${token}` });
    expect(unmet).toContain(`error="insufficient_scope"`);
    expect(unmet).toContain(`scope="mcp:use", ${METADATA}`);
    expect(await challenge(resource, '/admin', { Authorization: `Bearer ${token}` })).toBeNull();
  });

  test('is not told by a policy without a resource', async () => {
    expect(await challenge(null, '/mcp')).toBe('Bearer realm="api"');
  });

  test('never ends its quotes', () => {
    const at = (metadataUrl: string) => ({ metadataUrl, scopes: [] });
    expect(toChallenge({ reason: 'token_missing' }, at('https://a.dev/"x'))).toBe('Bearer realm="api"');
    expect(toChallenge({ reason: 'token_missing' }, at('https://a.dev/\r\nx'))).toBe('Bearer realm="api"');
    expect(toChallenge({ reason: 'route_unmatched' }, at('https://a.dev/x'))).toBeNull();
  });
});
