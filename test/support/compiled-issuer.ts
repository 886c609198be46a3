/** A compiled issuer with every default, for unit tests of one phase. */
import { type ClaimPath, parseClaimPath } from '../../packages/core/src/claims/path.ts';
import type { CompiledIssuer } from '../../packages/core/src/document/compiled.ts';

export function path(text: string): ClaimPath {
  const parsed = parseClaimPath(text);
  if (parsed === null) throw new Error(`bad claim path ${text}`);
  return parsed;
}

export const NOW = 1_900_000_000;

export function compiledIssuer(overrides: Partial<CompiledIssuer> = {}): CompiledIssuer {
  return {
    name: 'main',
    preset: null,
    iss: 'https://issuer.test',
    tenant: null,
    audiences: new Set(['https://api.acme.dev']),
    audienceClaims: [path('aud')],
    clients: null,
    keys: { kind: 'jwks', keys: [] },
    blockedKeys: new Set(),
    algorithms: new Set(['RS256', 'ES256', 'EdDSA']),
    tokenTypes: new Set(['at+jwt', 'jwt']),
    typelessTokens: 'accepted',
    typeClaims: [],
    requiredClaims: [],
    require: null,
    mappings: {
      subject: [path('sub')],
      client: [path('client_id'), path('azp')],
      tenant: [path('tid')],
      scopes: [path('scope'), path('scp')],
      permissions: [path('permissions')],
      roles: [path('roles')],
      groups: [path('groups')],
    },
    clockToleranceSeconds: 30,
    maxLifetimeSeconds: 86_400,
    tokenFrom: [{ kind: 'authorization' }],
    ...overrides,
  };
}

export function goodClaims(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    iss: 'https://issuer.test',
    aud: 'https://api.acme.dev',
    sub: 'user-1',
    iat: NOW - 60,
    exp: NOW + 600,
    ...overrides,
  };
}
