/**
 * Firebase Authentication, ID tokens. Custom claims stand at the top level: name them in requirements.
 *
 * Trust: an anonymous user is a user; `/firebase/sign_in_provider` tells.
 * Does not: take session cookies (`iss` at `session.firebase.google.com`, with keys of their own), nor tokens of the
 * emulator, which are unsigned. Servers have no ID tokens.
 * Spec: the verifier of the Firebase Admin SDK, and the session cookie keys of the Identity Platform's REST reference.
 */
import type { Preset } from './preset.ts';

/** Firebase. */
export const firebase: Preset = {
  name: 'firebase',
  title: 'Firebase Authentication',
  issuerExample: 'https://securetoken.google.com/acme-shop',
  issuerRules: [
    {
      kind: 'require',
      pattern: '^https://securetoken\\.google\\.com/[a-z0-9:.-]+$',
      message: 'a Firebase issuer is https://securetoken.google.com/ and the id of the project',
      suggestion: 'use https://securetoken.google.com/PROJECT_ID',
      correct: { from: '^(https://securetoken\\.google\\.com/[a-z0-9:.-]+)/.*$', to: '$1' },
    },
  ],
  keys: {
    jwksUri: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
  },
  algorithms: ['RS256'],
  tokenTypes: ['JWT'],
  typeClaims: {},
  audienceClaims: ['aud'],
  requiredClaims: ['sub'],
  claimMappings: { subject: 'sub', tenant: '/firebase/tenant' },
  hints: {
    audience_mismatch: 'The audience is the id of the Firebase project.',
    algorithm_not_allowed: "The emulator's tokens are unsigned and pass nowhere.",
    issuer_unknown:
      'Compare the project. Session cookies and custom tokens are no ID tokens: send what getIdToken() returns.',
    token_opaque: 'Send the ID token of getIdToken(), not the refresh token.',
    scope_insufficient: 'Firebase has no scopes: ask for a custom claim.',
  },
};
