/**
 * Kubernetes service accounts, projected tokens. Tokens of legacy secrets never expire and are refused for it.
 *
 * Does not: take tokens of people, whom a cluster knows by other means than service accounts.
 * Spec: KEP-1205 (bound tokens); the legacy issuer and claims are constants of Kubernetes' package serviceaccount.
 * Trust: `https://kubernetes.default.svc.cluster.local` is the default name of every cluster; only the keys tell them apart.
 */
import type { Preset } from './preset.ts';

/** Kubernetes. */
export const kubernetes: Preset = {
  name: 'kubernetes',
  title: 'Kubernetes service accounts',
  issuerExample: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^kubernetes/serviceaccount$',
      message: 'this is the issuer of legacy secrets, whose tokens never expire',
      suggestion: 'use projected tokens, and the "--service-account-issuer" of the cluster',
      correct: null,
    },
    {
      kind: 'refuse',
      pattern: '^https://oidc\\.eks\\.[^/]+/id/[^/]+/.*$',
      message: 'the issuer of an EKS cluster ends with its id',
      suggestion: 'remove what follows the id, the trailing slash included',
      correct: { from: '^(https://oidc\\.eks\\.[^/]+/id/[^/]+)/.*$', to: '$1' },
    },
  ],
  keys: 'discovery',
  algorithms: ['RS256', 'ES256'],
  tokenTypes: ['JWT', 'absent'],
  typeClaims: {},
  audienceClaims: ['aud'],
  requiredClaims: ['sub', '/kubernetes.io/namespace'],
  claimMappings: { subject: 'sub', tenant: '/kubernetes.io/namespace' },
  hints: {
    discovery_unavailable:
      'Keys of a cluster are often not reachable from outside: put them into the policy as "jwks".',
    keys_unavailable: 'Keys of a cluster are often not reachable from outside: put them into the policy as "jwks".',
    claim_missing: 'Tokens of legacy secrets have no "exp" and flat claims: use a projected token.',
    audience_mismatch: 'The audience is set on the projected volume ("serviceAccountToken.audience").',
    issuer_unknown:
      'Compare with "--service-account-issuer" of the cluster. "kubernetes/serviceaccount" issues the tokens of legacy secrets, which never expire: use a projected token.',
    token_opaque:
      'Send the projected token of a service account: what kubectl sends for a person is for the cluster alone.',
    token_malformed:
      'Send the projected token of a service account: what kubectl sends for a person is for the cluster alone.',
    claim_unmet: 'The subject reads "system:serviceaccount:NAMESPACE:NAME".',
  },
};
