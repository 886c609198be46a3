/**
 * What an operator should look at first, for every reason.
 *
 * Does not: reach a client, nor a gate: hints are for tools, and no gate ships them.
 */
import type { Reason } from '../decision/reasons.ts';

/** The hint of each reason, in whole sentences. */
export const HINTS: Readonly<Record<Reason, string>> = {
  path_ambiguous: 'Send the plain spelling: no dot segments, empty segments, ";" or encoded slashes.',
  route_unmatched: 'No route of the policy covers this method and path. Add one, or fix the path.',
  route_denied: 'The policy denies this route to everyone.',
  token_missing: 'No credential was found where the route\'s issuers look ("tokenFrom").',
  scheme_unsupported: 'The Authorization header does not use the Bearer scheme.',
  credential_malformed: 'The credential is not one token of RFC 6750 characters.',
  credential_ambiguous:
    'One source holds two credentials, for example two Authorization headers or two cookies of one name.',
  cross_site_request:
    'A cookie credential came with a request that another site may have sent. Send Origin, or list it in "cors".',
  token_too_large: 'The token exceeds 16 KiB.',
  token_malformed: 'The token is not a canonical compact JWS of two JSON objects.',
  token_encrypted: 'The token is encrypted (five parts). Ask the issuer for a signed access token for this audience.',
  token_opaque: 'The token is opaque. Request it with this API as its audience, so that the issuer sends a JWT.',
  issuer_unknown: 'No issuer of the policy has exactly this "iss". Compare the trailing slash, scheme and case.',
  algorithm_not_allowed: 'The token\'s "alg" is not in its issuer\'s "algorithms".',
  type_not_allowed: 'The token is of another type ("typ" or "token_use"), for example an ID token.',
  critical_header: 'The token has a "crit" header parameter; no extension is supported.',
  credential_misplaced: 'The token was sent in a place that its issuer\'s "tokenFrom" does not list.',
  key_not_found:
    'The issuer publishes no usable key with this "kid" for this algorithm, or the token has no "kid" and many keys fit.',
  key_ambiguous: 'More than four keys of the issuer share this "kid". Publish distinct values.',
  signature_invalid: "The signature does not verify with the issuer's key.",
  claim_missing: 'A required claim is absent.',
  claim_malformed: 'A claim has the wrong type.',
  audience_mismatch: 'The token is for another audience.',
  party_mismatch: 'The token was issued to a client that the issuer\'s "clients" does not list.',
  tenant_unknown: 'The tenant claim differs from the tenant of its issuer.',
  token_expired: 'The token has expired. Compare the clocks if it is fresh.',
  token_not_yet_valid: 'The token is not valid yet. Compare the clocks.',
  token_too_old: 'The token was issued longer ago than "maxLifetimeSeconds".',
  lifetime_too_long: 'The token lives longer than "maxLifetimeSeconds". An "exp" in milliseconds looks like this.',
  binding_required: 'The token is bound to a key ("cnf") and was sent as a plain bearer token.',
  scope_insufficient: 'The token lacks a scope that the route requires.',
  permission_missing: 'The token lacks a permission that the route requires.',
  role_missing: 'The token lacks a role that the route requires.',
  group_missing: 'The token lacks a group that the route requires.',
  claim_unmet: 'A claim does not meet the condition of the route, or that of "require" of its issuer.',
  issuer_not_accepted: 'The route accepts tokens of other issuers only.',
  client_not_accepted: 'The route accepts tokens of other clients only.',
  step_up_required: 'The "acr" or "auth_time" of the token does not meet the route\'s condition (RFC 9470).',
  keys_unavailable: "The issuer's keys could not be fetched and none within the stale bound is held.",
  discovery_unavailable: "The issuer's metadata could not be fetched or names another issuer.",
  internal_error: "A defect or a failing port. The log line carries the error's name.",
};
