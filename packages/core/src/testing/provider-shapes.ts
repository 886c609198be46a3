/**
 * The token shapes of the providers beyond those of `shape.ts`.
 *
 * Does not: know what a preset makes of them.
 */
import { firebase, google, googleIap } from './google-shapes.ts';
import { type IssuerShape, list, testClient, words } from './issuer-shape.ts';
import { entra, entraB2c, entraExternalId, entraV1, TENANT } from './microsoft-shapes.ts';

const keycloak: IssuerShape = {
  issuer: 'https://login.acme.dev/realms/acme',
  audience: 'orders-api',
  algorithm: 'RS256',
  jwksPath: '/protocol/openid-connect/certs',
  tokenPath: '/protocol/openid-connect/token',
  typ: 'JWT',
  toClientId: testClient,
  toClaims: (facts, tokenId) => ({
    jti: tokenId,
    aud: facts.audience,
    sub: facts.subject,
    typ: 'Bearer',
    azp: facts.clientId,
    ...(facts.kind === 'client' ? { preferred_username: `service-account-${facts.clientId}` } : { sid: 's-1' }),
    ...(facts.roles.length === 0 ? {} : { realm_access: { roles: [...facts.roles] } }),
    ...words('scope', facts.scopes),
    ...list('permissions', facts.permissions),
    ...list('groups', facts.groups),
  }),
};

const githubActions: IssuerShape = {
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'https://api.test',
  algorithm: 'RS256',
  jwksPath: '/.well-known/jwks',
  tokenPath: '/token',
  typ: 'JWT',
  toClientId: testClient,
  toClaims: (facts, tokenId) => ({
    jti: tokenId,
    aud: facts.audience,
    sub: 'repo:acme@123456/shop@7654321:ref:refs/heads/main',
    repository: 'acme/shop',
    repository_id: '7654321',
    repository_owner: 'acme',
    repository_owner_id: '123456',
    ref: 'refs/heads/main',
    actor: facts.subject,
  }),
};

const cloudflareAccess: IssuerShape = {
  issuer: 'https://acme.cloudflareaccess.com',
  audience: '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228',
  algorithm: 'RS256',
  jwksPath: '/cdn-cgi/access/certs',
  tokenPath: '/token',
  typ: 'JWT',
  toClientId: testClient,
  toClaims: (facts) => ({
    aud: typeof facts.audience === 'string' ? [facts.audience] : facts.audience,
    type: 'app',
    ...(facts.kind === 'client'
      ? { common_name: facts.clientId, sub: '' }
      : { sub: facts.subject, email: `${facts.subject}@acme.dev` }),
  }),
};

const supabase: IssuerShape = {
  issuer: 'https://abcdefghijklmnopqrst.supabase.co/auth/v1',
  audience: 'authenticated',
  algorithm: 'ES256',
  jwksPath: '/.well-known/jwks.json',
  tokenPath: '/token',
  typ: 'JWT',
  toClientId: testClient,
  toClaims: (facts) => ({
    aud: facts.audience,
    sub: facts.subject,
    role: facts.roles[0] ?? 'authenticated',
    aal: 'aal1',
    session_id: 's-1',
    is_anonymous: false,
    app_metadata: { provider: 'email' },
    user_metadata: {},
    ...words('scope', facts.scopes),
  }),
};

const clerk: IssuerShape = {
  issuer: 'https://clerk.acme.dev',
  audience: 'https://app.acme.dev',
  algorithm: 'RS256',
  jwksPath: '/.well-known/jwks.json',
  tokenPath: '/oauth/token',
  typ: 'JWT',
  // A session token names no client, and the application's origin where an audience would be.
  toClientId: (audience) => (typeof audience === 'string' ? audience : (audience[0] ?? testClient())),
  toClaims: (facts) => ({
    v: 2,
    sub: facts.subject,
    sid: 'sess_1',
    sts: 'active',
    azp: facts.clientId,
    ...(facts.roles.length === 0 ? {} : { o: { id: 'org_1', rol: facts.roles[0] } }),
    ...list('org_permissions', facts.permissions),
  }),
};

const clerkOauth: IssuerShape = {
  ...clerk,
  audience: 'https://api.test',
  typ: 'at+jwt',
  toClientId: testClient,
  // The audience is the resource that the client asked for.
  toClaims: (facts, tokenId) => ({
    jti: `oat_${tokenId}`,
    aud: facts.audience,
    sub: facts.subject,
    client_id: facts.clientId,
    ...words('scope', facts.scopes),
  }),
};

const kubernetes: IssuerShape = {
  issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
  audience: 'https://api.test',
  algorithm: 'RS256',
  jwksPath: '/keys',
  tokenPath: '/token',
  typ: null,
  toClientId: testClient,
  toClaims: (facts, tokenId) => ({
    jti: tokenId,
    aud: typeof facts.audience === 'string' ? [facts.audience] : facts.audience,
    sub: `system:serviceaccount:shop:${facts.subject}`,
    'kubernetes.io': { namespace: 'shop', serviceaccount: { name: facts.subject, uid: 'u-1' } },
  }),
};

const workos: IssuerShape = {
  issuer: 'https://api.workos.com',
  audience: 'https://api.test',
  algorithm: 'RS256',
  jwksPath: 'https://api.workos.com/sso/jwks/client_acme',
  tokenPath: '/token',
  typ: null,
  toClientId: testClient,
  // The audience is what a JWT template adds.
  toClaims: (facts, tokenId) => ({
    jti: tokenId,
    aud: facts.audience,
    sub: facts.subject,
    sid: 'session_1',
    org_id: 'org_1',
    ...(facts.roles.length === 0 ? {} : { role: facts.roles[0] }),
    ...list('roles', facts.roles),
    ...list('permissions', facts.permissions),
  }),
};

const fusionauth: IssuerShape = {
  issuer: 'https://login.acme.dev',
  audience: 'c1f0a2d4-0b7e-4d55-9f0b-7e1f5a2c9d10',
  algorithm: 'RS256',
  jwksPath: '/.well-known/jwks.json',
  tokenPath: '/oauth2/token',
  typ: 'JWT',
  toClientId: (audience) => (typeof audience === 'string' ? audience : (audience[0] ?? testClient())),
  toClaims: (facts, tokenId) => ({
    jti: tokenId,
    aud: facts.audience,
    sub: facts.subject,
    // The token of an entity names no application, and has permissions in place of roles.
    ...(facts.kind === 'user' ? { applicationId: facts.clientId } : {}),
    tid: TENANT,
    ...words('scope', facts.scopes),
    ...list('permissions', facts.permissions),
    ...list('roles', facts.roles),
  }),
};

/** The presets of these shapes. */
export type ProviderPreset =
  | 'entra'
  | 'entra-v1'
  | 'entra-b2c'
  | 'entra-external-id'
  | 'keycloak'
  | 'google'
  | 'google-iap'
  | 'firebase'
  | 'github-actions'
  | 'cloudflare-access'
  | 'supabase'
  | 'clerk'
  | 'clerk-oauth'
  | 'kubernetes'
  | 'workos'
  | 'fusionauth';

/** Shapes by preset. */
export const PROVIDER_SHAPES: Readonly<Record<ProviderPreset, IssuerShape>> = {
  entra,
  'entra-v1': entraV1,
  'entra-b2c': entraB2c,
  'entra-external-id': entraExternalId,
  keycloak,
  google,
  'google-iap': googleIap,
  firebase,
  'github-actions': githubActions,
  'cloudflare-access': cloudflareAccess,
  supabase,
  clerk,
  'clerk-oauth': clerkOauth,
  kubernetes,
  workos,
  fusionauth,
};
