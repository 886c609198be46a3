/**
 * Tokens of the platforms that vouch for what runs on them or comes through them.
 */
import { admitted, type PresetFixtures, refused } from './fixture.ts';

const ACCESS_TAG = '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228';

export const WORKLOAD_FIXTURES: Readonly<Record<string, PresetFixtures>> = {
  'github-actions': {
    audience: 'https://api.test',
    user: refused('has an access token of GitHub', 'token_opaque: personal access tokens | github', {
      text: `ghp_${'0'.repeat(36)}`,
    }),
    machine: admitted('that is a run', {
      subject: 'repo:acme@123456/shop@7654321:ref:refs/heads/main',
      clientId: null,
      tenant: '123456',
      scopes: [],
    }),
    wrong: [
      refused('the GITHUB_TOKEN of the run', 'token_opaque: GITHUB_TOKEN | github', {
        text: `ghs_${'0'.repeat(36)}`,
      }),
      refused('a run with the default audience', 'audience_mismatch (aud): URL of its owner', {
        options: { audience: 'https://github.com/acme' },
      }),
    ],
    nearMiss: [
      refused('a run of a stranger', 'claim_unmet (repository_owner_id): repository_owner_id', {
        claims: { repository_owner_id: '666' },
      }),
      refused('a run with a number for an id', 'claim_unmet (repository_owner_id): (strings)', {
        claims: { repository_owner_id: 123456 },
      }),
      refused('an enterprise server', 'issuer_unknown: Enterprise servers', {
        claims: { iss: 'https://git.acme.dev/_services/token' },
      }),
    ],
  },
  'cloudflare-access': {
    audience: ACCESS_TAG,
    user: admitted(
      'that signed in',
      { subject: 'ann', clientId: null, groups: [] },
      { options: { subject: 'ann', groups: ['g1'] } },
    ),
    machine: admitted(
      'with a service token',
      { subject: 'ci.access', clientId: 'ci.access' },
      { options: { kind: 'client', clientId: 'ci.access' } },
    ),
    wrong: [
      refused("the token of the team's session", "type_not_allowed (type): application's token | other_type", {
        claims: { type: 'org' },
      }),
      refused('a token in the Authorization header', 'token_missing: cf-access-jwt-assertion', {
        setting: { header: 'authorization' },
      }),
    ],
    nearMiss: [
      refused('another application', 'audience_mismatch (aud): AUD tag', { options: { audience: 'f'.repeat(64) } }),
      refused('another team', 'issuer_unknown: another team', { claims: { iss: 'https://emca.cloudflareaccess.com' } }),
      refused('a group, which no token has', 'group_missing (groups): policy of the Access application', {
        setting: { requirement: { groups: ['staff'] } },
      }),
    ],
  },
  kubernetes: {
    audience: 'https://api.test',
    user: refused(
      'has no token of the cluster: what kubectl sends to EKS',
      'token_malformed (segments): for a person',
      {
        text: 'k8s-aws-v1.aHR0cHM6Ly9zdHM',
      },
    ),
    machine: admitted(
      'that is a service account',
      { subject: 'system:serviceaccount:shop:web', clientId: null, tenant: 'shop', scopes: [] },
      { options: { subject: 'web' } },
    ),
    wrong: [
      refused('the token of a legacy secret', 'issuer_unknown: legacy secrets', {
        claims: {
          iss: 'kubernetes/serviceaccount',
          aud: undefined,
          exp: undefined,
          'kubernetes.io': undefined,
          'kubernetes.io/serviceaccount/namespace': 'shop',
        },
      }),
      refused('a token that never expires', 'claim_missing (exp): projected token', { claims: { exp: undefined } }),
      refused('a token for the API server', 'audience_mismatch (aud): projected volume', {
        options: { audience: 'https://kubernetes.default.svc' },
      }),
    ],
    nearMiss: [
      refused('another cluster', 'issuer_unknown: --service-account-issuer | other_tenant', {
        claims: { iss: 'https://oidc.eks.eu-west-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210' },
      }),
      refused('a cluster with the default name', 'issuer_unknown: --service-account-issuer', {
        claims: { iss: 'https://kubernetes.default.svc.cluster.local' },
      }),
      refused('the account of another namespace', 'claim_unmet (sub): NAMESPACE', {
        claims: { sub: 'system:serviceaccount:other:web' },
        setting: { requirement: { claims: { sub: 'system:serviceaccount:shop:web' } } },
      }),
    ],
  },
};
