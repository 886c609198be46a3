/**
 * Microsoft Entra ID, v2.0 access tokens, of one tenant or of several listed ones. `azp` is demanded: claims that APIs
 * validate are always present, and ID tokens, which can carry roles and the same `aud`, have none.
 *
 * Does not: take External ID, which has a preset of its own, nor read `uti`, the token's own id.
 * Spec: the claims references of access and of ID tokens, and claims validation, at learn.microsoft.com/entra.
 */
import type { Preset } from './preset.ts';

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const HOST = 'https://login\\.(?:microsoftonline\\.com|microsoftonline\\.us|partner\\.microsoftonline\\.cn)';

/** What both versions of Entra's tokens say the same way. */
export const ENTRA_HINTS: Preset['hints'] = {
  claim_missing: 'Send the access token: an ID token names no client ("azp", "appid").',
  scope_insufficient:
    'Only tokens of users carry "scp". A client on its own gets application permissions: ask for "roles".',
  role_missing: 'App roles and application permissions are assigned on the enterprise application, then consented to.',
  group_missing:
    'Over 200 groups the token says only where to look them up ("_claim_names"): emit the groups assigned to the application, or use app roles.',
  tenant_unknown: 'The tenant in "tid" is not the one in "iss".',
  signature_invalid: 'Tokens for Microsoft Graph cannot be verified by anyone else: request one for your own API.',
};

/** What v2.0 tokens say beside that. */
export const ENTRA_V2_HINTS: Preset['hints'] = {
  ...ENTRA_HINTS,
  audience_mismatch:
    'A v2.0 token has the API\'s client id (a GUID) as "aud", never "api://...". 00000003-0000-0000-c000-000000000000 is Microsoft Graph.',
};

/** What a v2.0 access token is, of a workforce tenant and of an external one. */
export const ENTRA_V2_TOKENS: Omit<Preset, 'name' | 'title' | 'issuerExample' | 'issuerRules' | 'hints'> = {
  keys: 'discovery',
  algorithms: ['RS256'],
  tokenTypes: ['JWT'],
  typeClaims: { ver: ['2.0'] },
  audienceClaims: ['aud'],
  requiredClaims: ['azp'],
  claimMappings: {
    subject: ['oid', 'sub'],
    client: 'azp',
    tenant: 'tid',
    scopes: 'scp',
    roles: 'roles',
    groups: 'groups',
  },
};

/** Microsoft Entra ID, v2.0. */
export const entra: Preset = {
  name: 'entra',
  title: 'Microsoft Entra ID (v2.0 tokens)',
  issuerExample: 'https://login.microsoftonline.com/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/v2.0',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^https://sts\\.windows\\.net/',
      message: 'this is the issuer of v1.0 tokens',
      suggestion: 'use "preset": "entra-v1", or set "requestedAccessTokenVersion" of the API\'s manifest to 2',
      correct: null,
    },
    {
      kind: 'refuse',
      pattern: `^${HOST}/(?:common|organizations|consumers)(?:/.*)?$`,
      message: 'no token has this issuer: it is an address for signing in',
      suggestion: 'write the tenant\'s id, or "{tid}" with the list "tenants"',
      correct: null,
    },
    {
      kind: 'refuse',
      pattern: '^https://[^/]+\\.ciamlogin\\.com(?:/.*)?$',
      message: 'this is an external tenant',
      suggestion: 'use "preset": "entra-external-id"',
      correct: null,
    },
    {
      kind: 'require',
      pattern: `^${HOST}/${GUID}/v2\\.0$`,
      message:
        'an Entra v2.0 issuer is https://login.microsoftonline.com/TENANT_ID/v2.0 with a lower-case id, not a domain',
      suggestion: 'copy "issuer" from the OpenID configuration of your tenant',
      correct: { from: `^(${HOST}/${GUID})(?:/v2\\.0/|/|/oauth2/v2\\.0/.*)?$`, to: '$1/v2.0' },
    },
  ],
  ...ENTRA_V2_TOKENS,
  hints: {
    ...ENTRA_V2_HINTS,
    issuer_unknown:
      'An "iss" at sts.windows.net is of a v1.0 token, the default of new API registrations: set "requestedAccessTokenVersion" to 2, or use "entra-v1".',
  },
};
