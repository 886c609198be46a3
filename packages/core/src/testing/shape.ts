/**
 * What the tokens and addresses of a test issuer look like: RFC 9068, or a provider's own shape.
 *
 * Does not: sign or serve; `mint.ts` and `issuer.ts` do.
 * Spec: RFC 9068 section 2.
 */

/** A provider whose token shape and paths a test issuer can take on. */
export type TestPreset = 'okta' | 'auth0' | 'cognito';

/** Who a token speaks for and what it grants, before a shape writes it into claims. */
export interface TokenFacts {
  readonly subject: string;
  readonly clientId: string;
  readonly audience: string | readonly string[];
  /** `user`: a person through a client; `client`: the client itself (client credentials). */
  readonly kind: 'user' | 'client';
  readonly scopes: readonly string[];
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}

/** A shape as data. */
export interface IssuerShape {
  /** The issuer where a test names none. */
  readonly issuer: string;
  readonly audience: string;
  /** What it signs with where a test names none: what the provider itself uses. */
  readonly algorithm: 'ES256' | 'RS256';
  /** Paths below the issuer, without its trailing slash. */
  readonly jwksPath: string;
  readonly tokenPath: string;
  /** The header's `typ`; null for none. */
  readonly typ: string | null;
  /** The client id where a test names none; Cognito's stands in for the audience. */
  readonly toClientId: (audience: string | readonly string[]) => string;
  /** Everything but `iss`, `iat` and `exp`. */
  readonly toClaims: (facts: TokenFacts, tokenId: string) => Record<string, unknown>;
}

// A fact with nothing in it leaves no claim, as at the real issuers.
const list = (name: string, values: readonly string[]): Record<string, unknown> =>
  values.length === 0 ? {} : { [name]: [...values] };
const words = (name: string, values: readonly string[]): Record<string, unknown> =>
  values.length === 0 ? {} : { [name]: values.join(' ') };

const testClient = (): string => 'test-client';

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

const PRESETS: Readonly<Record<TestPreset, IssuerShape>> = { okta, auth0, cognito };

/** The shape of a preset, or that of RFC 9068 for none. */
export function toShape(preset: TestPreset | undefined): IssuerShape {
  return preset === undefined ? rfc9068 : PRESETS[preset];
}
