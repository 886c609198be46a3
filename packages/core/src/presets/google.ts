/**
 * Google ID tokens, of people and of service accounts. Google's access tokens are opaque.
 *
 * Trust: any service account can ask for a token with any audience: `authenticated` means somebody at Google. Pin whom you
 * mean by `hd`, or by `email` together with `email_verified`.
 * Does not: take the other `iss` of the documentation, `accounts.google.com` without a scheme, beside this one.
 * Spec: the OpenID Connect pages at developers.google.com.
 */
import type { Preset } from './preset.ts';

/** Google. */
export const google: Preset = {
  name: 'google',
  title: 'Google (ID tokens)',
  issuerExample: 'https://accounts.google.com',
  issuerRules: [
    {
      kind: 'require',
      pattern: '^https://accounts\\.google\\.com$',
      message: "the issuer of Google's ID tokens is always the same",
      suggestion: 'write "https://accounts.google.com"',
      correct: null,
    },
  ],
  keys: 'discovery',
  algorithms: ['RS256'],
  tokenTypes: ['JWT'],
  typeClaims: {},
  audienceClaims: ['aud'],
  claimMappings: { subject: 'sub', client: 'azp', tenant: 'hd' },
  hints: {
    token_opaque: "Send the ID token: Google's access tokens are opaque.",
    token_malformed: "Send the ID token: Google's access tokens are opaque.",
    issuer_unknown:
      'Firebase and IAP issue their own tokens: use the presets "firebase" and "google-iap". Some old clients get an "iss" without "https://": list it as an issuer of its own, with "jwksUri".',
    audience_mismatch:
      'The audience is the OAuth client id, or for a service account the one that was asked for (--audiences).',
    scope_insufficient: "Google's ID tokens carry no scopes.",
    claim_unmet:
      '"hd" is present for Workspace accounts only, "email_verified" must be true before "email" means much.',
  },
};
