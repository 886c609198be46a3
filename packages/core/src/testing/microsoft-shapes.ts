/**
 * The token shapes of Microsoft's identity providers.
 */
import { type IssuerShape, list, type TokenFacts, testClient, words } from './issuer-shape.ts';

/** The tenant of the default issuers. */
export const TENANT: string = '5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11';

// Application permissions of a client are roles there, and a client on its own has no scopes.
const entraClaims = (facts: TokenFacts, tokenId: string, iss: string): Record<string, unknown> => ({
  aud: facts.audience,
  oid: facts.subject,
  sub: facts.kind === 'user' ? `pairwise-${facts.subject}` : facts.subject,
  tid: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(iss)?.[0] ?? TENANT,
  uti: tokenId,
  ...(facts.kind === 'user' ? words('scp', facts.scopes) : {}),
  ...list('roles', [...facts.roles, ...facts.permissions]),
  ...list('groups', facts.groups),
});

/** Tokens of version 2.0. */
export const entra: IssuerShape = {
  issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  audience: '1c6bd0a4-93a5-4f0a-8a3e-6f3b2d1e5c70',
  algorithm: 'RS256',
  jwksPath: `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`,
  tokenPath: '/token',
  typ: 'JWT',
  toClientId: testClient,
  toClaims: (facts, tokenId, iss) => ({ ...entraClaims(facts, tokenId, iss), azp: facts.clientId, ver: '2.0' }),
};

/** Tokens of an external tenant. */
export const entraExternalId: IssuerShape = {
  ...entra,
  issuer: `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`,
  jwksPath: `https://${TENANT}.ciamlogin.com/${TENANT}/discovery/v2.0/keys`,
};

/** Tokens of version 1.0. */
export const entraV1: IssuerShape = {
  ...entra,
  issuer: `https://sts.windows.net/${TENANT}/`,
  audience: 'api://orders',
  jwksPath: 'https://login.microsoftonline.com{path}/discovery/keys',
  toClaims: (facts, tokenId, iss) => ({ ...entraClaims(facts, tokenId, iss), appid: facts.clientId, ver: '1.0' }),
};

/** Tokens of a user flow of Azure AD B2C. */
export const entraB2c: IssuerShape = {
  ...entra,
  issuer: `https://acme.b2clogin.com/${TENANT}/v2.0/`,
  jwksPath: 'https://acme.b2clogin.com/acme.onmicrosoft.com/b2c_1_signin/discovery/v2.0/keys',
  toClaims: (facts) => ({
    aud: facts.audience,
    sub: facts.subject,
    tfp: 'B2C_1_signin',
    azp: facts.clientId,
    ver: '1.0',
    ...words('scp', facts.scopes),
    ...list('roles', facts.roles),
    ...list('groups', facts.groups),
  }),
};
