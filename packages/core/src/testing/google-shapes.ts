/**
 * The token shapes of Google's identity providers.
 */
import { type IssuerShape, list, testClient } from './issuer-shape.ts';

/** ID tokens of Google. */
export const google: IssuerShape = {
  issuer: 'https://accounts.google.com',
  audience: '1234-orders.apps.googleusercontent.com',
  algorithm: 'RS256',
  jwksPath: 'https://www.googleapis.com/oauth2/v3/certs',
  tokenPath: '/token',
  typ: 'JWT',
  toClientId: testClient,
  toClaims: (facts) => ({
    aud: facts.audience,
    sub: facts.subject,
    azp: facts.clientId,
    email: `${facts.subject}@acme.dev`,
    email_verified: true,
    ...(facts.kind === 'user' ? { hd: 'acme.dev' } : {}),
    ...list('roles', facts.roles),
    ...list('groups', facts.groups),
  }),
};

/** Tokens of the Identity-Aware Proxy. */
export const googleIap: IssuerShape = {
  ...google,
  issuer: 'https://cloud.google.com/iap',
  audience: '/projects/1234/global/backendServices/5678',
  algorithm: 'ES256',
  jwksPath: 'https://www.gstatic.com/iap/verify/public_key-jwk',
  toClaims: (facts) => ({
    aud: facts.audience,
    sub: `accounts.google.com:${facts.subject}`,
    email: `${facts.subject}@acme.dev`,
    ...(facts.kind === 'user' ? { hd: 'acme.dev' } : {}),
  }),
};

/** ID tokens of Firebase Authentication. */
export const firebase: IssuerShape = {
  ...google,
  issuer: 'https://securetoken.google.com/acme-shop',
  audience: 'acme-shop',
  jwksPath: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
  toClaims: (facts) => ({
    aud: facts.audience,
    sub: facts.subject,
    user_id: facts.subject,
    firebase: { identities: {}, sign_in_provider: 'password' },
    ...list('roles', facts.roles),
    ...list('groups', facts.groups),
    ...list('permissions', facts.permissions),
  }),
};
