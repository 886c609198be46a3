/**
 * Microsoft Entra ID, v1.0 access tokens: what an API registration gets until its manifest asks for version 2, whichever
 * endpoint the client used. `appid` is what `azp` is in version 2.
 *
 * Does not: know the issuers of national clouds, nor the `?appid=` key sets of applications with mapped claims (name
 * those in "jwksUri").
 * Spec: the claims references of access and of ID tokens at learn.microsoft.com/entra.
 */
import { ENTRA_HINTS } from './entra.ts';
import type { Preset } from './preset.ts';

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Microsoft Entra ID, v1.0. */
export const entraV1: Preset = {
  name: 'entra-v1',
  title: 'Microsoft Entra ID (v1.0 tokens)',
  issuerExample: 'https://sts.windows.net/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^https://login\\.[^/]+/',
      message: 'v1.0 tokens are issued by https://sts.windows.net/TENANT_ID/',
      suggestion: 'use that issuer, or "preset": "entra" for v2.0 tokens',
      correct: { from: `^https://login\\.microsoftonline\\.com/(${GUID})/?$`, to: 'https://sts.windows.net/$1/' },
    },
    {
      kind: 'require',
      pattern: `^https://sts\\.windows\\.net/${GUID}/$`,
      message: 'an Entra v1.0 issuer is https://sts.windows.net/TENANT_ID/ with a lower-case id and a trailing slash',
      suggestion: 'copy "iss" from a token of your tenant',
      correct: { from: `^(https://sts\\.windows\\.net/${GUID})(?:/.+)?$`, to: '$1/' },
    },
  ],
  keys: { jwksUri: 'https://login.microsoftonline.com{path}/discovery/keys' },
  algorithms: ['RS256'],
  tokenTypes: ['JWT'],
  typeClaims: { ver: ['1.0'] },
  audienceClaims: ['aud'],
  requiredClaims: ['appid'],
  claimMappings: {
    subject: ['oid', 'sub'],
    client: 'appid',
    tenant: 'tid',
    scopes: 'scp',
    roles: 'roles',
    groups: 'groups',
  },
  hints: {
    ...ENTRA_HINTS,
    issuer_unknown: 'Compare the trailing slash. An "iss" that ends in "/v2.0" is of a v2.0 token: use "entra".',
    audience_mismatch: 'A v1.0 token has the resource it was requested for as "aud": "api://...", a URI or a GUID.',
  },
};
