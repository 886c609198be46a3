import { expect, test } from 'vitest';
import { codesOf, compiled, findingsOf, type Json } from './compiling.ts';

const EXAMPLE: Json = {
  $schema: './node_modules/sallyport/schema.json',
  issuers: {
    staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' },
    machines: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev', algorithms: ['ES256'] },
  },
  routes: {
    'GET /health': 'public',
    'GET /orders/:id': { scopes: ['read:orders'] },
    'POST|PUT /orders/*': { scopes: ['write:orders'], issuer: 'machines' },
    '/users/:user/*': { anyOf: [{ claims: { sub: { param: 'user' } } }, { roles: ['admin'] }] },
    '/admin/*': { roles: { anyOf: ['admin', 'owner'] } },
    'GET /feed': 'optional',
  },
  tests: [{ request: 'GET /orders/1', token: { issuer: 'staff', scopes: ['read:orders'] }, expect: 'allow' }],
};

test("compiles the README's example without an error", () => {
  expect(findingsOf(EXAMPLE).filter(({ level }) => level === 'error')).toEqual([]);
  const policy = compiled(EXAMPLE);
  expect(policy.routes.routes.map(({ key }) => key)).toEqual(Object.keys(Object(EXAMPLE.routes)));
  expect([...policy.byIss.keys()]).toEqual(['https://acme.okta.com/oauth2/default', 'https://tokens.acme.dev']);
});

test('refuses a key that is designed but not built, by its own name and never silently', () => {
  const document = {
    ...EXAMPLE,
    routes: { ...Object(EXAMPLE.routes), '/admin/*': { roles: ['admin'], binding: 'dpop' } },
  };
  expect(codesOf(document).filter((code) => !code.startsWith('method-'))).toEqual([
    'not-in-this-version /routes/~1admin~1*/binding',
  ]);
});
