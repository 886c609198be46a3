/**
 * The one table of reasons: what a denial is called, where it arises, and what each gate answers.
 *
 * Does not: choose a reason; each phase does. Everything else (types, statuses, challenges, docs) derives from here.
 * Spec: RFC 6750 section 3.1, RFC 9470 section 3, RFC 9457.
 */

/** The phases of a decision, in the order in which `authorize` runs them; `fault` may arise in any of them. */
export type Phase =
  | 'route'
  | 'extract'
  | 'decode'
  | 'issuer'
  | 'key'
  | 'signature'
  | 'claims'
  | 'binding'
  | 'requirement'
  | 'fault';

/** The OAuth error codes a challenge can carry (RFC 6750 section 3.1, RFC 9470 section 3). */
export type OAuthError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication';

/** What a reason means to the client, to the operator and to each gate. */
export interface ReasonEntry {
  readonly phase: Phase;
  /** The Worker gate's HTTP status. */
  readonly status: 400 | 401 | 403 | 500 | 503;
  /** `bare`: a challenge without an error; an OAuth error: a challenge with it; null: no challenge. */
  readonly challenge: OAuthError | 'bare' | null;
  /** The fixed sentence the client gets; it never tells which check failed beyond its OAuth error. */
  readonly sentence: string;
  /** What an operator should look at first. */
  readonly hint: string;
}

const AMBIGUOUS = 'The request target can be read in more than one way.';
const FORBIDDEN = 'This request is not allowed.';
const NO_TOKEN = 'A bearer token is required.';
const BAD_REQUEST = 'The credentials of the request are malformed.';
const BAD_TOKEN = 'The access token is invalid.';
const NOT_GRANTED = 'The access token does not grant this request.';
const UNAVAILABLE = 'The request cannot be authorized right now. Try again shortly.';

const route = (status: 400 | 403, sentence: string, hint: string): ReasonEntry => ({
  phase: 'route',
  status,
  challenge: null,
  sentence,
  hint,
});
const token = (phase: Phase, hint: string): ReasonEntry => ({
  phase,
  status: 401,
  challenge: 'invalid_token',
  sentence: BAD_TOKEN,
  hint,
});
const lacking = (hint: string): ReasonEntry => ({
  phase: 'requirement',
  status: 403,
  challenge: null,
  sentence: NOT_GRANTED,
  hint,
});
const fault = (hint: string): ReasonEntry => ({
  phase: 'fault',
  status: 503,
  challenge: null,
  sentence: UNAVAILABLE,
  hint,
});

/** The stable snake_case code of a denial. */
export type Reason =
  | 'path_ambiguous'
  | 'route_unmatched'
  | 'route_denied'
  | 'token_missing'
  | 'scheme_unsupported'
  | 'credential_malformed'
  | 'credential_ambiguous'
  | 'cross_site_request'
  | 'token_too_large'
  | 'token_malformed'
  | 'token_encrypted'
  | 'token_opaque'
  | 'issuer_unknown'
  | 'algorithm_not_allowed'
  | 'type_not_allowed'
  | 'critical_header'
  | 'credential_misplaced'
  | 'key_not_found'
  | 'key_ambiguous'
  | 'signature_invalid'
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
  | 'scope_insufficient'
  | 'permission_missing'
  | 'role_missing'
  | 'group_missing'
  | 'claim_unmet'
  | 'issuer_not_accepted'
  | 'client_not_accepted'
  | 'step_up_required'
  | 'keys_unavailable'
  | 'discovery_unavailable'
  | 'internal_error';

/** Every reason a decision can carry. A reason that no run of the test suite produces fails it. */
export const REASONS: Readonly<Record<Reason, ReasonEntry>> = {
  path_ambiguous: route(
    400,
    AMBIGUOUS,
    'Send the plain spelling: no dot segments, empty segments, ";" or encoded slashes.',
  ),
  route_unmatched: route(
    403,
    FORBIDDEN,
    'No route of the policy covers this method and path. Add one, or fix the path.',
  ),
  route_denied: route(403, FORBIDDEN, 'The policy denies this route to everyone.'),

  token_missing: {
    phase: 'extract',
    status: 401,
    challenge: 'bare',
    sentence: NO_TOKEN,
    hint: 'No credential was found where the route\'s issuers look ("tokenFrom").',
  },
  scheme_unsupported: {
    phase: 'extract',
    status: 401,
    challenge: 'bare',
    sentence: NO_TOKEN,
    hint: 'The Authorization header does not use the Bearer scheme.',
  },
  credential_malformed: {
    phase: 'extract',
    status: 400,
    challenge: 'invalid_request',
    sentence: BAD_REQUEST,
    hint: 'The credential is not one token of RFC 6750 characters.',
  },
  credential_ambiguous: {
    phase: 'extract',
    status: 400,
    challenge: 'invalid_request',
    sentence: BAD_REQUEST,
    hint: 'One source holds two credentials, for example two Authorization headers or two cookies of one name.',
  },
  cross_site_request: {
    phase: 'extract',
    status: 403,
    challenge: null,
    sentence: FORBIDDEN,
    hint: 'A cookie credential came with a request that another site may have sent. Send Origin, or list it in "cors".',
  },

  token_too_large: token('decode', 'The token exceeds 16 KiB.'),
  token_malformed: token('decode', 'The token is not a canonical compact JWS of two JSON objects.'),
  token_encrypted: token(
    'decode',
    'The token is encrypted (five parts). Ask the issuer for a signed access token for this audience.',
  ),
  token_opaque: token(
    'decode',
    'The token is opaque. Request it with this API as its audience, so that the issuer sends a JWT.',
  ),

  issuer_unknown: token(
    'issuer',
    'No issuer of the policy has exactly this "iss". Compare the trailing slash, scheme and case.',
  ),
  algorithm_not_allowed: token('issuer', 'The token\'s "alg" is not in its issuer\'s "algorithms".'),
  type_not_allowed: token('issuer', 'The token is of another type ("typ" or "token_use"), for example an ID token.'),
  critical_header: token('issuer', 'The token has a "crit" header parameter; no extension is supported.'),
  credential_misplaced: token('issuer', 'The token was sent in a place that its issuer\'s "tokenFrom" does not list.'),

  key_not_found: token(
    'key',
    'The issuer publishes no usable key with this "kid" for this algorithm, or the token has no "kid" and many keys fit.',
  ),
  key_ambiguous: token('key', 'More than four keys of the issuer share this "kid". Publish distinct values.'),
  signature_invalid: token('signature', "The signature does not verify with the issuer's key."),

  claim_missing: token('claims', 'A required claim is absent.'),
  claim_malformed: token('claims', 'A claim has the wrong type.'),
  audience_mismatch: token('claims', 'The token is for another audience.'),
  party_mismatch: token('claims', 'The token was issued to a client that the issuer\'s "clients" does not list.'),
  tenant_unknown: token('claims', 'The tenant claim differs from the tenant of its issuer.'),
  token_expired: token('claims', 'The token has expired. Compare the clocks if it is fresh.'),
  token_not_yet_valid: token('claims', 'The token is not valid yet. Compare the clocks.'),
  token_too_old: token('claims', 'The token was issued longer ago than "maxLifetimeSeconds".'),
  lifetime_too_long: token(
    'claims',
    'The token lives longer than "maxLifetimeSeconds". An "exp" in milliseconds looks like this.',
  ),

  binding_required: token('binding', 'The token is bound to a key ("cnf") and was sent as a plain bearer token.'),

  scope_insufficient: {
    phase: 'requirement',
    status: 403,
    challenge: 'insufficient_scope',
    sentence: NOT_GRANTED,
    hint: 'The token lacks a scope that the route requires.',
  },
  permission_missing: lacking('The token lacks a permission that the route requires.'),
  role_missing: lacking('The token lacks a role that the route requires.'),
  group_missing: lacking('The token lacks a group that the route requires.'),
  claim_unmet: lacking("A claim does not meet the route's condition."),
  issuer_not_accepted: lacking('The route accepts tokens of other issuers only.'),
  client_not_accepted: lacking('The route accepts tokens of other clients only.'),
  step_up_required: {
    phase: 'requirement',
    status: 401,
    challenge: 'insufficient_user_authentication',
    sentence: 'A stronger or more recent sign-in is required.',
    hint: 'The "acr" or "auth_time" of the token does not meet the route\'s condition (RFC 9470).',
  },

  keys_unavailable: fault("The issuer's keys could not be fetched and none within the stale bound is held."),
  discovery_unavailable: fault("The issuer's metadata could not be fetched or names another issuer."),
  internal_error: {
    phase: 'fault',
    status: 500,
    challenge: null,
    sentence: 'The request could not be authorized.',
    hint: "A defect or a failing port. The log line carries the error's name.",
  },
};
