/**
 * Tokens of the providers that keep a directory of people and clients for any application.
 */
import { admitted, type PresetFixtures, refused } from './fixture.ts';

const FUSION = 'c1f0a2d4-0b7e-4d55-9f0b-7e1f5a2c9d10';
const TENANT = '5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11';
const facts = { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'], roles: ['admin'], groups: ['g1'] } as const;
const machine = { kind: 'client', clientId: 'm1', scopes: ['read:a'] } as const;
const hash = { nonce: 'n-1', at_hash: 'rQ4xJ0b1nYw2' };

export const DIRECTORY_FIXTURES: Readonly<Record<string, PresetFixtures>> = {
  okta: {
    audience: 'api://default',
    user: admitted(
      'of an application',
      { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'], groups: ['g1'] },
      { options: facts },
    ),
    machine: admitted(
      'is its own subject',
      { subject: 'm1', clientId: 'm1', scopes: ['read:a'] },
      { options: machine },
    ),
    wrong: [
      refused('an ID token', 'audience_mismatch (aud): ID token | id_token', {
        claims: { ...hash, cid: undefined, scp: undefined },
        options: { audience: 'app' },
      }),
    ],
    nearMiss: [
      refused('a token of the org server', 'issuer_unknown: comes from the org server | okta_org_server', {
        claims: { iss: 'https://acme.okta.com' },
      }),
      refused('another authorization server', 'issuer_unknown: Issuer URI | other_server', {
        claims: { iss: 'https://acme.okta.com/oauth2/aus1a2b3c' },
      }),
    ],
  },
  auth0: {
    audience: 'https://api.test',
    user: admitted(
      'with permissions',
      { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'], permissions: ['a:read'], tenant: 'org_1' },
      {
        claims: { org_id: 'org_1', aud: ['https://api.test', 'https://acme.eu.auth0.com/userinfo'] },
        options: { ...facts, permissions: ['a:read'] },
      },
    ),
    machine: admitted('named after its client', { subject: 'm1@clients', clientId: 'm1' }, { options: machine }),
    wrong: [
      refused('an opaque token', 'token_opaque: API\'s identifier as "audience"', {
        text: 'wXo0p4qu3t0k3nwXo0p4qu3t0k3n',
      }),
      refused('an encrypted token', 'token_encrypted: API\'s identifier as "audience"', {
        text: 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXYtaXYtaXYt.Y2lwaGVydGV4dA.dGFndGFndGFndGFn',
      }),
      refused('an ID token', 'audience_mismatch (aud): ID token | id_token', {
        claims: hash,
        options: { audience: 'app' },
      }),
    ],
    nearMiss: [
      refused('an issuer without its slash', 'issuer_unknown: trailing slash | trailing_slash', {
        claims: { iss: 'https://acme.eu.auth0.com' },
      }),
      refused('an issuer at the custom domain', 'issuer_unknown: custom domain', {
        claims: { iss: 'https://login.acme.dev/' },
      }),
    ],
  },
  cognito: {
    audience: 'app',
    user: admitted(
      'with its client for an audience',
      { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'], groups: ['g1'] },
      { options: facts },
    ),
    machine: admitted(
      'with scopes of a resource server',
      { subject: 'app', clientId: 'app', scopes: ['orders/read'], groups: [] },
      { options: { kind: 'client', clientId: 'app', scopes: ['orders/read'] } },
    ),
    wrong: [
      refused('an ID token', 'type_not_allowed (token_use): access token | id_token', {
        claims: { token_use: 'id', aud: 'app', client_id: undefined, scope: undefined },
      }),
    ],
    nearMiss: [
      refused('a pool of another region', 'issuer_unknown: region', {
        claims: { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Acme00000' },
      }),
      refused('another client of the pool', "audience_mismatch (client_id): app client's id", {
        options: { clientId: 'other' },
      }),
    ],
  },
  'cognito-id': {
    audience: 'app',
    user: admitted(
      'of the client whose API it is',
      { subject: 'ann', clientId: 'app', scopes: [], roles: [], groups: ['g1'] },
      { options: facts, claims: { 'cognito:roles': ['arn:aws:iam::111122223333:role/admin'] } },
    ),
    machine: refused('has access tokens alone', 'type_not_allowed (token_use): preset "cognito"', {
      claims: { sub: 'app', token_use: 'access', client_id: 'app', scope: 'orders/read', aud: undefined },
    }),
    wrong: [
      refused('an access token', 'type_not_allowed (token_use): "token_use": "access"', {
        claims: { token_use: 'access', client_id: 'app', scope: 'openid', aud: undefined },
      }),
      refused('an access token bound to a resource', 'type_not_allowed (token_use): ID token alone', {
        claims: { token_use: 'access', client_id: 'app', scope: 'openid', aud: 'app' },
      }),
      refused('a token that says not what it is', 'type_not_allowed (token_use): ID token', {
        claims: { token_use: undefined },
      }),
    ],
    nearMiss: [
      refused('another client of the pool', 'audience_mismatch (aud): signed the user in', {
        options: { clientId: 'other' },
      }),
      refused('a pool of another region', 'issuer_unknown: region', {
        claims: { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Acme00000' },
      }),
    ],
  },
  keycloak: {
    audience: 'orders-api',
    user: admitted(
      'with realm roles',
      { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'], roles: ['admin'], groups: ['g1'] },
      { options: facts },
    ),
    machine: admitted('of a service account', { clientId: 'm1', scopes: ['read:a'] }, { options: machine }),
    wrong: [
      refused('an ID token', 'type_not_allowed (typ): access token | id_token', { claims: { typ: 'ID' } }),
      refused('a refresh token', 'type_not_allowed (typ): "Refresh" | refresh_token', { claims: { typ: 'Refresh' } }),
    ],
    nearMiss: [
      refused('no audience mapper', 'audience_mismatch (aud): Audience mapper | audience_mapper', {
        options: { audience: 'account' },
      }),
      refused('no audience at all', 'claim_missing (aud): Audience mapper | audience_mapper', {
        claims: { aud: undefined },
      }),
      refused('another realm', 'issuer_unknown: realm | other_tenant', {
        claims: { iss: 'https://login.acme.dev/realms/master' },
      }),
      refused('the internal host', 'issuer_unknown: hostname | other_host', {
        claims: { iss: 'http://keycloak:8080/realms/acme' },
      }),
    ],
  },
  fusionauth: {
    audience: FUSION,
    user: admitted(
      'of an application',
      { subject: 'ann', clientId: FUSION, scopes: ['read:a', 'b'], roles: ['admin'], tenant: TENANT },
      { options: { ...facts, clientId: FUSION } },
    ),
    machine: admitted(
      'that is an entity, with permissions and without an application',
      { subject: 'm1', clientId: null, permissions: ['orders.read'], roles: [], tenant: TENANT },
      { options: { ...machine, permissions: ['orders.read'] } },
    ),
    wrong: [
      refused('an ID token', 'type_not_allowed (at_hash): access token | id_token', {
        claims: { ...hash, applicationId: undefined },
      }),
      refused('a token signed with the default key', 'algorithm_not_allowed: HMAC | shared_secret', {
        signed: 'with a shared secret',
      }),
    ],
    nearMiss: [
      refused('the default issuer', 'issuer_unknown: settings of the tenant', { claims: { iss: 'acme.com' } }),
      refused('the issuer with a slash', 'issuer_unknown: to the letter | trailing_slash', {
        claims: { iss: 'https://login.acme.dev/' },
      }),
      refused('another application', 'audience_mismatch (aud): id of the application', {
        options: { audience: 'other' },
      }),
    ],
  },
};
