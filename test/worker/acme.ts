/**
 * The policy that the Worker gate's tests enforce, and its issuer.
 */
import { type CompiledPolicy, compilePolicy, type PolicyDocument } from '@sallyport/core';
import { createTestIssuer, type TestIssuer } from '@sallyport/core/testing';

/** Every access form, and a stricter route under a wider one. */
export const ROUTES = {
  'GET /health': 'public',
  '/public/*': 'public',
  'GET /feed': 'optional',
  '/me': 'authenticated',
  '/orders/:id': { scopes: ['read:orders'] },
  'POST /orders': { scopes: ['write:orders'] },
  '/users/:user/*': { claims: { sub: { param: 'user' } } },
  '/items/*': 'authenticated',
  'POST /items:batchDelete': { roles: ['admin'] },
  '/admin/*': { roles: ['admin'] },
  '/closed/*': 'deny',
} as const satisfies PolicyDocument['routes'];

/** The policy over one issuer, with sections set over it. */
export function acmePolicy(issuer: string, sections: Partial<PolicyDocument> = {}): PolicyDocument {
  return {
    issuers: { machines: { issuer, audience: 'https://api.acme.dev', algorithms: ['ES256'] } },
    routes: ROUTES,
    ...sections,
  };
}

/** An issuer inside the process; `issuer.fetchPort` reaches it. */
export function acmeIssuer(issuer = 'https://tokens.acme.dev'): TestIssuer {
  return createTestIssuer({ issuer, audience: 'https://api.acme.dev' });
}

/** The policy, compiled. */
export function compileAcme(sections: Partial<PolicyDocument> = {}): CompiledPolicy {
  const { policy, findings } = compilePolicy(acmePolicy('https://tokens.acme.dev', sections), { env: {} });
  if (policy === null) throw new Error(findings.map(({ message }) => message).join('\n'));
  return policy;
}
