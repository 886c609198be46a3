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

/** What a reason means to the client and to each gate; `explain/hints.ts` tells operators. */
export interface ReasonEntry {
  readonly phase: Phase;
  /** The Worker gate's HTTP status. */
  readonly status: 400 | 401 | 403 | 500 | 503;
  /** `bare`: a challenge without an error; an OAuth error: a challenge with it; null: no challenge. */
  readonly challenge: OAuthError | 'bare' | null;
  /** The fixed sentence the client gets; it never tells which check failed beyond its OAuth error. */
  readonly sentence: string;
}

const AMBIGUOUS = 'The request target can be read in more than one way.';
const FORBIDDEN = 'This request is not allowed.';
const NO_TOKEN = 'A bearer token is required.';
const BAD_REQUEST = 'The credentials of the request are malformed.';
const BAD_TOKEN = 'The access token is invalid.';
const NOT_GRANTED = 'The access token does not grant this request.';
const UNAVAILABLE = 'The request cannot be authorized right now. Try again shortly.';

const route = (status: 400 | 403, sentence: string): ReasonEntry => ({
  phase: 'route',
  status,
  challenge: null,
  sentence,
});
const token = (phase: Phase): ReasonEntry => ({
  phase,
  status: 401,
  challenge: 'invalid_token',
  sentence: BAD_TOKEN,
});
const LACKING: ReasonEntry = { phase: 'requirement', status: 403, challenge: null, sentence: NOT_GRANTED };
const FAULT: ReasonEntry = { phase: 'fault', status: 503, challenge: null, sentence: UNAVAILABLE };

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
  path_ambiguous: route(400, AMBIGUOUS),
  route_unmatched: route(403, FORBIDDEN),
  route_denied: route(403, FORBIDDEN),

  token_missing: {
    phase: 'extract',
    status: 401,
    challenge: 'bare',
    sentence: NO_TOKEN,
  },
  scheme_unsupported: {
    phase: 'extract',
    status: 401,
    challenge: 'bare',
    sentence: NO_TOKEN,
  },
  credential_malformed: {
    phase: 'extract',
    status: 400,
    challenge: 'invalid_request',
    sentence: BAD_REQUEST,
  },
  credential_ambiguous: {
    phase: 'extract',
    status: 400,
    challenge: 'invalid_request',
    sentence: BAD_REQUEST,
  },
  cross_site_request: {
    phase: 'extract',
    status: 403,
    challenge: null,
    sentence: FORBIDDEN,
  },

  token_too_large: token('decode'),
  token_malformed: token('decode'),
  token_encrypted: token('decode'),
  token_opaque: token('decode'),

  issuer_unknown: token('issuer'),
  algorithm_not_allowed: token('issuer'),
  type_not_allowed: token('issuer'),
  critical_header: token('issuer'),
  credential_misplaced: token('issuer'),

  key_not_found: token('key'),
  key_ambiguous: token('key'),
  signature_invalid: token('signature'),

  claim_missing: token('claims'),
  claim_malformed: token('claims'),
  audience_mismatch: token('claims'),
  party_mismatch: token('claims'),
  tenant_unknown: token('claims'),
  token_expired: token('claims'),
  token_not_yet_valid: token('claims'),
  token_too_old: token('claims'),
  lifetime_too_long: token('claims'),

  binding_required: token('binding'),

  scope_insufficient: {
    phase: 'requirement',
    status: 403,
    challenge: 'insufficient_scope',
    sentence: NOT_GRANTED,
  },
  permission_missing: LACKING,
  role_missing: LACKING,
  group_missing: LACKING,
  claim_unmet: LACKING,
  issuer_not_accepted: LACKING,
  client_not_accepted: LACKING,
  step_up_required: {
    phase: 'requirement',
    status: 401,
    challenge: 'insufficient_user_authentication',
    sentence: 'A stronger or more recent sign-in is required.',
  },

  keys_unavailable: FAULT,
  discovery_unavailable: FAULT,
  internal_error: {
    phase: 'fault',
    status: 500,
    challenge: null,
    sentence: 'The request could not be authorized.',
  },
};
