/**
 * Keycloak realms. The payload's own `typ` tells access tokens (`Bearer`, or `DPoP` where they are bound to a key of the
 * client) from ID and refresh tokens.
 *
 * Does not: map client roles, whose claim has a client's name in it: map "/resource_access/CLIENT/roles".
 * Spec: Keycloak's own check of its access tokens (DPoPUtil) for the second type.
 */
import type { Preset } from './preset.ts';

/** Keycloak. */
export const keycloak: Preset = {
  name: 'keycloak',
  title: 'Keycloak',
  issuerExample: 'https://login.acme.dev/realms/acme',
  issuerRules: [
    {
      kind: 'require',
      pattern: '^https://[^?#]+/realms/[^/?#]+$',
      message: 'a Keycloak issuer ends with /realms/ and the name of its realm',
      suggestion: 'use https://HOST/realms/REALM',
      correct: { from: '^(https://[^?#]+/realms/[^/?#]+)/.*$', to: '$1' },
    },
  ],
  keys: 'discovery',
  algorithms: ['RS256'],
  tokenTypes: ['JWT', 'at+jwt'],
  typeClaims: { typ: ['Bearer', 'DPoP'] },
  audienceClaims: ['aud'],
  claimMappings: {
    subject: 'sub',
    client: 'azp',
    scopes: 'scope',
    roles: '/realm_access/roles',
    groups: 'groups',
  },
  hints: {
    issuer_unknown:
      'Compare the realm. The host of "iss" is the one that the client used: set the hostname of Keycloak to one address.',
    type_not_allowed: 'Send the access token: ID and refresh tokens have "typ": "ID" and "Refresh" in their payload.',
    audience_mismatch:
      'Keycloak puts no API into "aud" by itself ("account" is its own): add an Audience mapper to a client scope of the client.',
    claim_missing: 'Keycloak puts no API into "aud" by itself: add an Audience mapper to a client scope of the client.',
    role_missing: 'Realm roles are read. For roles of a client map "/resource_access/CLIENT/roles" in "claimMappings".',
    group_missing: 'Add a Group Membership mapper; its groups are paths ("/staff") unless "Full group path" is off.',
  },
};
