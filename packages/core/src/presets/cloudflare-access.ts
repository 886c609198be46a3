/**
 * Cloudflare Access, application tokens, read from the header that Access sets. A service token has an empty `sub` and
 * its name in `common_name`, which is the subject then. `type` is `app`, and `org` in the token of the team's session.
 *
 * Spec: the page on the application token at developers.cloudflare.com.
 */
import type { Preset } from './preset.ts';

/** Cloudflare Access. */
export const cloudflareAccess: Preset = {
  name: 'cloudflare-access',
  title: 'Cloudflare Access',
  issuerExample: 'https://acme.cloudflareaccess.com',
  issuerRules: [
    {
      kind: 'require',
      pattern: '^https://[a-z0-9-]+\\.cloudflareaccess\\.com$',
      message: 'the issuer of Access is the domain of its team alone',
      suggestion: 'use https://TEAM.cloudflareaccess.com',
      correct: { from: '^(https://[a-z0-9-]+\\.cloudflareaccess\\.com)/.*$', to: '$1' },
    },
  ],
  keys: { jwksUri: '{issuer}/cdn-cgi/access/certs' },
  algorithms: ['RS256'],
  tokenTypes: ['JWT'],
  typeClaims: { type: ['app'] },
  audienceClaims: ['aud'],
  claimMappings: { subject: ['common_name', 'sub'], client: 'common_name' },
  tokenFrom: [{ header: 'cf-access-jwt-assertion' }],
  hints: {
    token_missing:
      'Access sends its token in "cf-access-jwt-assertion": the request did not come through an application of Access.',
    issuer_unknown: 'The token is of another team: compare the name before ".cloudflareaccess.com".',
    type_not_allowed: "Send the application's token, not the one of the team's own domain.",
    audience_mismatch: 'The audience is the AUD tag of the application (64 hexadecimal digits).',
    group_missing: 'Groups are not in the token: enforce them in the policy of the Access application.',
  },
};
