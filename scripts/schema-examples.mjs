/**
 * What an editor offers to fill in for keys of `sallyport.jsonc` whose value is not a plain choice.
 *
 * Every example is compiled by a test, beside one issuer or on one route.
 */

/** By definition, then by key; each list is what `examples` of JSON Schema holds. */
export const EXAMPLES = {
  Policy: {
    audience: ['https://api.acme.dev'],
    resource: ['https://api.acme.dev'],
    issuers: [
      { staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' } },
      {
        customers: {
          preset: 'entra-external-id',
          issuer:
            'https://5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11.ciamlogin.com/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/v2.0',
          audience: '6a1f0b2c-3d4e-4f5a-9b8c-7d6e5f4a3b2c',
        },
      },
      { agents: { preset: 'clerk-oauth', issuer: 'https://clerk.acme.dev', audience: 'https://api.acme.dev' } },
      { machines: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev', algorithms: ['ES256'] } },
    ],
    routes: [{ 'GET /health': 'public', 'GET /orders/:id': { scopes: ['read:orders'] } }],
    cors: [{ origins: ['https://app.acme.dev'], allowHeaders: ['authorization', 'content-type'] }],
    worker: [{ origins: 'https://origin.acme.dev', identityHeaders: { 'X-User-Id': 'subject' } }],
    apiGateway: [{ kind: 'rest-token', resultTtlSeconds: 300, unknownPaths: 'never' }],
    log: [{ decisions: { sample: 0.01 }, subject: 'hash' }],
    tests: [[{ request: 'GET /orders/1', expect: 'deny:token_missing' }]],
  },
  Issuer: {
    issuer: ['https://tokens.acme.dev'],
    audience: ['https://api.acme.dev', ['https://api.acme.dev', 'https://api-staging.acme.dev']],
    clients: [['web-app', 'mobile-app']],
    jwksUri: ['https://tokens.acme.dev/jwks.json'],
    keys: [{ binding: 'ISSUER' }],
    blockedKeys: [['2026-03-a']],
    algorithms: [['ES256'], ['RS256', 'ES256']],
    tokenTypes: [['at+jwt']],
    requiredClaims: [['sub', 'jti']],
    require: [{ claims: { org_id: 'org_acme' } }],
    claimMappings: [{ roles: '/realm_access/roles', scopes: ['scope', 'scp'] }],
    maxLifetimeSeconds: [3600],
    tokenFrom: [['authorization', { cookie: '__session' }], [{ header: 'x-acme-token' }]],
  },
  Requirement: {
    scopes: [['read:orders'], { anyOf: ['read:orders', 'orders'] }],
    permissions: [['orders:read']],
    roles: [{ anyOf: ['admin', 'owner'] }],
    groups: [['staff']],
    claims: [{ sub: { param: 'user' } }, { level: { gte: 2 } }, { '/address/country': 'CH' }],
    issuer: ['machines'],
    client: [{ anyOf: ['web-app', 'mobile-app'] }],
    anyOf: [[{ claims: { sub: { param: 'user' } } }, { roles: ['admin'] }]],
    allOf: [[{ roles: ['admin'] }, { scopes: ['write:users'] }]],
  },
  Worker: {
    origins: ['https://origin.acme.dev', { '/orders': 'https://orders.acme.dev', '/': 'https://origin.acme.dev' }],
    publicOrigin: ['https://api.acme.dev'],
    identityHeaders: [{ 'X-User-Issuer': 'issuer', 'X-User-Id': 'subject', 'X-User-Mail': { claim: 'email' } }],
  },
  ApiGateway: {
    identitySources: [['method.request.header.Authorization']],
    maxDocumentBytes: [262_144],
    context: [{ mail: { claim: 'email' }, tenant: 'tenant' }],
  },
  Cors: {
    origins: [['https://app.acme.dev']],
    allowHeaders: [['authorization', 'content-type']],
    exposeHeaders: [['www-authenticate']],
  },
};
