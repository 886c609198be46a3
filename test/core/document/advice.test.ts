import { expect, test } from 'vitest';
import { codesOf, toDocument, withIssuer, withRoute } from './compiling.ts';

const DOTTED = 'realm_access.roles';

test.each([
  ['a claim of a route', withRoute({ claims: { [DOTTED]: 'a' } }), `/routes/GET ~1orders~1:id/claims/${DOTTED}`],
  [
    'a claim of a branch',
    withRoute({ anyOf: [{ roles: ['a'] }, { allOf: [{ claims: { [DOTTED]: 'a' } }, { scopes: ['s'] }] }] }),
    `/routes/GET ~1orders~1:id/anyOf/1/allOf/0/claims/${DOTTED}`,
  ],
  [
    "a claim of an issuer's requirement",
    withIssuer({ require: { claims: { [DOTTED]: 'a' } } }),
    `/issuers/machines/require/claims/${DOTTED}`,
  ],
  ['a required claim', withIssuer({ requiredClaims: ['sub', DOTTED] }), '/issuers/machines/requiredClaims/1'],
  ['a mapping', withIssuer({ claimMappings: { roles: DOTTED } }), '/issuers/machines/claimMappings/roles'],
  [
    'one of several mappings',
    withIssuer({ claimMappings: { roles: ['roles', DOTTED] } }),
    '/issuers/machines/claimMappings/roles/1',
  ],
  [
    'an identity header',
    toDocument({ worker: { identityHeaders: { 'X-Role': { claim: DOTTED } } } }),
    '/worker/identityHeaders/X-Role/claim',
  ],
  [
    'a context key',
    toDocument({ apiGateway: { context: { role: { claim: DOTTED } } } }),
    '/apiGateway/context/role/claim',
  ],
])('a dotted name in %s is a dotted-claim', (_, document, pointer) => {
  expect(codesOf(document)).toEqual([`dotted-claim ${pointer}`]);
});

test('warnings stand beside errors, after them', () => {
  const document = withIssuer({ algorithms: ['none'], requiredClaims: [DOTTED], issuer: 'https://tokens.example.com' });
  expect(codesOf(document)).toEqual([
    'algorithm-none /issuers/machines/algorithms/0',
    'dotted-claim /issuers/machines/requiredClaims/0',
    'example-domain /issuers/machines/issuer',
  ]);
});
