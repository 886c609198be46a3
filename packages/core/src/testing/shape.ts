/**
 * What the tokens and addresses of a test issuer look like: RFC 9068, or a provider's own shape.
 *
 * Does not: sign or serve; `mint.ts` and `issuer.ts` do.
 * Spec: RFC 9068 section 2.
 */

import { type IssuerShape, list, testClient, words } from './issuer-shape.ts';
import { PROVIDER_SHAPES, type ProviderPreset } from './provider-shapes.ts';

/** A provider whose token shape and paths a test issuer can take on. */
export type TestPreset = 'okta' | 'auth0' | 'cognito' | 'cognito-id' | ProviderPreset;

const rfc9068: IssuerShape = {
  issuer: 'https://issuer.test',
  audience: 'https://api.test',
  algorithm: 'ES256',
  jwksPath: '/.well-known/jwks.json',
  tokenPath: '/token',
  typ: 'at+jwt',
  toClientId: testClient,
  toClaims: (facts, tokenId) => ({
    sub: facts.subject,
    aud: facts.audience,
    client_id: facts.clientId,
    jti: tokenId,
    ...words('scope', facts.scopes),
    ...list('permissions', facts.permissions),
    ...list('roles', facts.roles),
    ...list('groups', facts.groups),
  }),
};

const okta: IssuerShape = {
  issuer: 'https://acme.okta.com/oauth2/default',
  audience: 'api://default',
  algorithm: 'RS256',
  jwksPath: '/v1/keys',
  tokenPath: '/v1/token',
  typ: null,
  toClientId: testClient,
  toClaims: (facts, tokenId) => ({
    ver: 1,
    jti: `AT.${tokenId}`,
    aud: facts.audience,
    sub: facts.subject,
    cid: facts.clientId,
    ...(facts.kind === 'user' ? { uid: `00u-${facts.subject}` } : {}),
    ...list('scp', facts.scopes),
    ...list('permissions', facts.permissions),
    ...list('roles', facts.roles),
    ...list('groups', facts.groups),
  }),
};

const auth0: IssuerShape = {
  issuer: 'https://acme.eu.auth0.com/',
  audience: 'https://api.test',
  algorithm: 'RS256',
  jwksPath: '/.well-known/jwks.json',
  tokenPath: '/oauth/token',
  typ: 'JWT',
  toClientId: testClient,
  toClaims: (facts) => ({
    sub: facts.kind === 'client' ? `${facts.clientId}@clients` : facts.subject,
    aud: facts.audience,
    azp: facts.clientId,
    ...(facts.kind === 'client' ? { gty: 'client-credentials' } : {}),
    ...words('scope', facts.scopes),
    ...list('permissions', facts.permissions),
    ...list('roles', facts.roles),
    ...list('groups', facts.groups),
  }),
};

const cognito: IssuerShape = {
  issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Acme00000',
  audience: 'test-client',
  algorithm: 'RS256',
  jwksPath: '/.well-known/jwks.json',
  tokenPath: '/oauth2/token',
  typ: null,
  toClientId: (audience) => (typeof audience === 'string' ? audience : (audience[0] ?? testClient())),
  toClaims: (facts, tokenId) => ({
    sub: facts.subject,
    client_id: facts.clientId,
    token_use: 'access',
    version: 2,
    jti: tokenId,
    ...(facts.kind === 'user' ? { username: facts.subject } : {}),
    ...words('scope', facts.scopes),
    ...list('permissions', facts.permissions),
    ...list('roles', facts.roles),
    ...list('cognito:groups', facts.groups),
  }),
};

// Of a person always: a client on its own has no ID tokens.
const cognitoId: IssuerShape = {
  ...cognito,
  toClaims: (facts, tokenId) => ({
    sub: facts.subject,
    aud: facts.clientId,
    token_use: 'id',
    jti: tokenId,
    'cognito:username': facts.subject,
    email: `${facts.subject}@acme.dev`,
    email_verified: true,
    ...list('cognito:groups', facts.groups),
  }),
};

const PRESETS: Readonly<Record<TestPreset, IssuerShape>> = {
  okta,
  auth0,
  cognito,
  'cognito-id': cognitoId,
  ...PROVIDER_SHAPES,
};

/** Whether a test issuer can take on the shape of the preset with this name. */
export function isTestPreset(name: string): name is TestPreset {
  return Object.hasOwn(PRESETS, name);
}

/** The shape of a preset, or that of RFC 9068 for none. */
export function toShape(preset: TestPreset | undefined): IssuerShape {
  return preset === undefined ? rfc9068 : PRESETS[preset];
}
