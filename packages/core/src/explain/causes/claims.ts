/**
 * Causes of what is decided on the claims of a token that is signed by its issuer.
 */
import type { Reason } from '../../decision/reasons.ts';
import type { ReasonCauses } from './reason-causes.ts';

type ClaimReason = Extract<
  Reason,
  | 'claim_missing'
  | 'claim_malformed'
  | 'audience_mismatch'
  | 'party_mismatch'
  | 'tenant_unknown'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_too_old'
  | 'lifetime_too_long'
  | 'binding_required'
>;

/** By reason. */
export const CLAIM_CAUSES: Readonly<Record<ClaimReason, ReasonCauses>> = {
  claim_missing: {
    what: 'A claim that must be there is not. The log names it.',
    causes: [
      '`exp` is absent: the token never expires, and is refused for it.',
      '`aud` is absent: the provider needs a setting (Keycloak: an Audience mapper), or the token is not for an API.',
      'It is another kind of token of the same issuer, without the claims that an access token has.',
      'The policy lists a claim in `requiredClaims` that the issuer does not send.',
    ],
    fix: 'Let the issuer add the claim, or take it out of `requiredClaims`. `exp` is not optional.',
  },
  claim_malformed: {
    what: 'A claim has the wrong type: a time that is no number, a scope that is no text.',
    causes: [
      '`exp` or `iat` is a string or a date.',
      'A list has members of several types.',
      'A custom claim took the name of a registered one.',
    ],
    fix: 'Correct the claim at the issuer. Nothing is converted: two readers would convert differently.',
  },
  audience_mismatch: {
    what: 'The token is genuine, and for another API.',
    causes: [
      'The client requested the token for another API, or for none.',
      'It is an ID token: its audience is the client.',
      "The issuer's setting and the policy differ: a trailing slash, `api://…` against a GUID.",
      'Cognito: the audience is the app client, read from `client_id`.',
    ],
    fix: 'Request the token for this API. If the audience is right, write it into `audience`; `["a", "b"]` accepts either.',
  },
  party_mismatch: {
    what: 'The token was issued to a client that the issuer entry does not list in `clients`.',
    causes: [
      'A new application is not in `clients` yet.',
      'The claim that names the client is another one: see `claimMappings.client`.',
    ],
    fix: 'Add the client id to `clients`, if it is to have access.',
  },
  tenant_unknown: {
    what: 'The tenant that the token names is not the tenant of its issuer.',
    causes: [
      'A multi-tenant issuer signs for a tenant that `tenants` does not list.',
      'A claim other than the tenant is mapped as `tenant`.',
    ],
    fix: 'Add the tenant to `tenants`, if it is to have access.',
  },
  token_expired: {
    what: 'The time is past `exp` plus `clockToleranceSeconds`.',
    causes: [
      'The client does not renew the token in time.',
      'A clock is wrong: `sallyport check --online` compares the time with the issuer.',
      'The token lives for a minute only (session tokens of Clerk), and was kept.',
    ],
    fix: 'Renew the token before it expires, and once on a 401. Do not raise the tolerance for it.',
  },
  token_not_yet_valid: {
    what: '`nbf` or `iat` lies in the future by more than `clockToleranceSeconds`.',
    causes: ["The issuer's clock is ahead, or the gate's is behind.", 'The time is in milliseconds.'],
    fix: 'Set the clocks. If they differ by a known amount, raise `clockToleranceSeconds` (300 at most).',
  },
  token_too_old: {
    what: 'The token was issued longer ago than `maxLifetimeSeconds`, whatever its `exp` says.',
    causes: [
      'A long-lived token was stored and is still in use.',
      '`maxLifetimeSeconds` is shorter than what the issuer gives.',
    ],
    fix: 'Get a new token, or let the issuer give shorter ones.',
  },
  lifetime_too_long: {
    what: 'From issue to expiry the token lives longer than `maxLifetimeSeconds`.',
    causes: ['`exp` is in milliseconds.', 'The issuer gives tokens for months or years.'],
    fix: 'Correct `exp`, or shorten the lifetime at the issuer.',
  },
  binding_required: {
    what: 'The token is bound to a key of its client (`cnf`), and came as a plain bearer token.',
    causes: [
      'The client asked for a DPoP or certificate-bound token, and sends it without proof.',
      'A bound token was stolen, which is what binding is for.',
    ],
    fix: 'Request a token without `cnf` for this API: proofs are not supported yet, and a bound token is never taken without one.',
  },
};
