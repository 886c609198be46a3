/**
 * GitHub Actions, OIDC tokens of workflow runs. Everyone on GitHub has one, so "require" must say whose.
 *
 * Trust: names can be taken over after a rename; ids cannot. `sub` has another form in newer repositories.
 */
import type { Preset } from './preset.ts';

/** GitHub Actions. */
export const githubActions: Preset = {
  name: 'github-actions',
  title: 'GitHub Actions (OIDC tokens)',
  issuerExample: 'https://token.actions.githubusercontent.com',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^https://(?:[^/]+\\.)?github\\.com(?:/.*)?$',
      message: 'this is not the issuer of workflow tokens',
      suggestion: 'write "https://token.actions.githubusercontent.com"',
      correct: null,
    },
    {
      kind: 'require',
      pattern: '^https://[^?#]+[^/?#]$',
      message: 'the issuer of workflow tokens has no trailing slash',
      suggestion: 'write "https://token.actions.githubusercontent.com"',
      correct: { from: '^(https://[^?#]+)/$', to: '$1' },
    },
  ],
  keys: 'discovery',
  algorithms: ['RS256'],
  tokenTypes: ['JWT'],
  typeClaims: {},
  audienceClaims: ['aud'],
  claimMappings: { subject: 'sub', tenant: 'repository_owner_id' },
  demand: {
    claims: ['repository_id', 'repository_owner_id', 'repository', 'repository_owner', 'enterprise_id', 'sub'],
    message: 'everyone on GitHub can get such a token: "require" must say whose repositories are trusted',
    example: { claims: { repository_owner_id: '123456' } },
  },
  hints: {
    audience_mismatch:
      'Without an audience of its own a workflow gets the URL of its owner: ask for yours in getIDToken().',
    claim_unmet:
      'Match "repository_id" and "repository_owner_id" (strings), not "sub": newer repositories put ids into it.',
    issuer_unknown:
      'Enterprise servers and data residency have issuers of their own: compare with "iss" of a token of that server.',
    token_opaque: "Send what getIDToken() returns: GITHUB_TOKEN and personal access tokens are for GitHub's own API.",
    token_malformed:
      "Send what getIDToken() returns: GITHUB_TOKEN and personal access tokens are for GitHub's own API.",
  },
};
