/**
 * Google Cloud Identity-Aware Proxy: the signed header that it adds to requests to a backend.
 */
import type { Preset } from './preset.ts';

/** Google IAP. */
export const googleIap: Preset = {
  name: 'google-iap',
  title: 'Google Cloud Identity-Aware Proxy',
  issuerExample: 'https://cloud.google.com/iap',
  issuerRules: [
    {
      kind: 'require',
      pattern: '^https://cloud\\.google\\.com/iap$',
      message: 'the issuer of IAP is always the same',
      suggestion: 'write "https://cloud.google.com/iap"',
      correct: null,
    },
  ],
  keys: { jwksUri: 'https://www.gstatic.com/iap/verify/public_key-jwk' },
  algorithms: ['ES256'],
  tokenTypes: ['JWT', 'absent'],
  typeClaims: {},
  audienceClaims: ['aud'],
  claimMappings: { subject: 'sub', tenant: 'hd' },
  tokenFrom: [{ header: 'x-goog-iap-jwt-assertion' }],
  hints: {
    token_missing: 'IAP sends its token in "x-goog-iap-jwt-assertion": the request did not come through it.',
    audience_mismatch: 'The audience is the backend, as in "/projects/NUMBER/global/backendServices/ID".',
    algorithm_not_allowed: 'IAP signs with ES256: an RS256 token is the Google ID token that the client sent to IAP.',
    issuer_unknown: "A Google ID token is what a client sends to IAP; behind it there is IAP's own token.",
  },
};
