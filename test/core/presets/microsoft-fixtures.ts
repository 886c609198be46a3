/**
 * Tokens of Microsoft's providers.
 */
import { admitted, type PresetFixtures, refused } from './fixture.ts';

const API = '1c6bd0a4-93a5-4f0a-8a3e-6f3b2d1e5c70';
const TENANT = '5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11';
const OTHER_TENANT = '00000000-7b1d-4c7e-9d53-2b8f0a6e4c11';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const V1 = `https://sts.windows.net/${TENANT}/`;
const V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`;
const facts = { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'], roles: ['admin'], groups: ['g1'] } as const;
const machine = { kind: 'client', clientId: 'm1', scopes: ['read:a'], roles: ['Orders.Read'] } as const;

export const MICROSOFT_FIXTURES: Readonly<Record<string, PresetFixtures>> = {
  entra: {
    audience: API,
    user: admitted(
      'named by "oid"',
      { subject: 'ann', clientId: 'app', tenant: TENANT, scopes: ['read:a', 'b'], roles: ['admin'], groups: ['g1'] },
      { options: facts },
    ),
    machine: admitted(
      'with application permissions and no scopes',
      { subject: 'm1', clientId: 'm1', tenant: TENANT, scopes: [], roles: ['Orders.Read'] },
      { options: machine },
    ),
    wrong: [
      refused('an ID token of an app that is its own API', 'claim_missing (azp): ID token | id_token', {
        claims: { azp: undefined, scp: undefined, nonce: 'n-1' },
        options: { roles: ['admin'] },
      }),
      refused('a token for Graph', 'audience_mismatch (aud): Microsoft Graph | graph_token', {
        options: { audience: GRAPH },
      }),
    ],
    nearMiss: [
      refused('a v1.0 token', 'issuer_unknown: sts.windows.net | entra_version', {
        claims: { iss: V1, ver: '1.0' },
        options: { preset: 'entra-v1' },
      }),
      refused('a v2.0 token with the address of the API', 'audience_mismatch (aud): never "api:// | entra_audience', {
        options: { audience: `api://${API}` },
      }),
      refused('a role that is not assigned', 'role_missing (roles): enterprise application', {
        setting: { requirement: { roles: ['admin'] } },
      }),
      refused('groups that are kept elsewhere', 'group_missing (groups): _claim_names', {
        claims: { _claim_names: { groups: 'src1' }, groups: ['g1'] },
        setting: { requirement: { groups: ['g1'] } },
      }),
    ],
  },
  'entra-v1': {
    audience: 'api://orders',
    user: admitted(
      'named by "oid"',
      { subject: 'ann', clientId: 'app', tenant: TENANT, scopes: ['read:a', 'b'], roles: ['admin'], groups: ['g1'] },
      { options: facts },
    ),
    machine: admitted(
      'with application permissions and no scopes',
      { subject: 'm1', clientId: 'm1', scopes: [], roles: ['Orders.Read'] },
      { options: machine },
    ),
    wrong: [
      refused('an ID token', 'claim_missing (appid): ID token | id_token', {
        claims: { appid: undefined, scp: undefined, nonce: 'n-1' },
      }),
      refused('a token for Graph', 'audience_mismatch (aud): requested for | graph_token', {
        options: { audience: 'https://graph.microsoft.com' },
      }),
    ],
    nearMiss: [
      refused('a v2.0 token', 'issuer_unknown: use "entra" | entra_version', {
        claims: { iss: V2 },
        options: { preset: 'entra' },
      }),
      refused('an issuer without its slash', 'issuer_unknown: trailing slash | trailing_slash', {
        claims: { iss: V1.slice(0, -1) },
      }),
      refused('the GUID for the address', 'audience_mismatch (aud): GUID', { options: { audience: API } }),
    ],
  },
  'entra-external-id': {
    audience: API,
    user: admitted(
      'named by "oid"',
      { subject: 'ann', clientId: 'app', tenant: TENANT, scopes: ['read:a', 'b'], roles: ['admin'], groups: ['g1'] },
      { options: facts },
    ),
    machine: admitted(
      'with application permissions and no scopes',
      { subject: 'm1', clientId: 'm1', tenant: TENANT, scopes: [], roles: ['Orders.Read'] },
      { options: machine },
    ),
    wrong: [
      refused('an ID token of an app that is its own API', 'claim_missing (azp): ID token | id_token', {
        claims: { azp: undefined, scp: undefined, nonce: 'n-1' },
      }),
      refused('a token for Graph', 'audience_mismatch (aud): Microsoft Graph | graph_token', {
        options: { audience: GRAPH },
      }),
    ],
    nearMiss: [
      refused('a token got at login.microsoftonline.com', 'issuer_unknown: sign in at ciamlogin.com', {
        claims: { iss: V2 },
      }),
      refused("an issuer with the tenant's name", 'issuer_unknown: not its name', {
        claims: { iss: `https://acme.ciamlogin.com/${TENANT}/v2.0` },
      }),
      refused('another external tenant', 'issuer_unknown: ciamlogin.com', {
        claims: { iss: `https://${OTHER_TENANT}.ciamlogin.com/${OTHER_TENANT}/v2.0`, tid: OTHER_TENANT },
      }),
      refused('a token of version 1.0', 'type_not_allowed (ver): requestedAccessTokenVersion', {
        claims: { ver: '1.0' },
      }),
      refused('the address of the API', 'audience_mismatch (aud): never "api:// | entra_audience', {
        options: { audience: `api://${API}` },
      }),
    ],
  },
  'entra-b2c': {
    audience: API,
    user: admitted('of a user flow', { subject: 'ann', clientId: 'app', scopes: ['read:a', 'b'] }, { options: facts }),
    machine: admitted(
      'with scopes, other than at Entra',
      { subject: 'm1', clientId: 'm1', scopes: ['read:a'] },
      { options: { kind: 'client', clientId: 'm1', scopes: ['read:a'] } },
    ),
    wrong: [
      refused('an ID token', 'audience_mismatch (aud): ID token | id_token', {
        claims: { nonce: 'n-1' },
        options: { audience: 'app', clientId: 'app' },
      }),
    ],
    nearMiss: [
      refused('an issuer without its slash', 'issuer_unknown: trailing slash | trailing_slash', {
        claims: { iss: `https://acme.b2clogin.com/${TENANT}/v2.0` },
      }),
      refused('the flow in the issuer', 'issuer_unknown: tfp', {
        claims: { iss: `https://acme.b2clogin.com/tfp/${TENANT}/b2c_1_signin/v2.0/` },
      }),
      refused('another directory', 'issuer_unknown: directory | other_tenant', {
        claims: { iss: `https://acme.b2clogin.com/${OTHER_TENANT}/v2.0/` },
      }),
      refused('another user flow', 'key_not_found: "tfp" | foreign_key', {
        claims: { tfp: 'B2C_1_other' },
        options: { header: { kid: 'of-another-flow' } },
      }),
    ],
  },
};
