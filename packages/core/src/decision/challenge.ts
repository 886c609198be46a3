/**
 * The `WWW-Authenticate` value of a denial; no header value is built anywhere else.
 *
 * Does not: tell the client which check failed: its OAuth error and a fixed sentence are all it gets.
 * Spec: RFC 6750 section 3, RFC 9110 section 11.6.1, RFC 9470 section 3, RFC 9728 section 5.1.
 */
import type { Denial } from './decision.ts';
import { REASONS } from './reasons.ts';

const REALM = 'Bearer realm="api"';

/** What a challenge tells of a protected resource. */
export interface ChallengedResource {
  /** Where it tells its authorization servers. */
  readonly metadataUrl: string;
  /** What a token for the request should hold; empty where the route names no scope. */
  readonly scopes: readonly string[];
}

/**
 * The challenge that goes with a denial, or null where its reason has none.
 *
 * @param resource - Told to clients (RFC 9728 section 5.1), its scopes where they need a new token; null for none.
 */
export function toChallenge(denial: Denial, resource: ChallengedResource | null = null): string | null {
  const { challenge, sentence } = REASONS[denial.reason];
  if (challenge === null) return null;
  const parameters = [REALM];
  if (challenge !== 'bare') parameters.push(`error="${challenge}"`, `error_description="${sentence}"`);
  const needsToken = challenge === 'bare' || challenge === 'invalid_token';
  const wanted = denial.scopes ?? (needsToken ? resource?.scopes : undefined) ?? [];
  const scope = wanted.filter(isQuotable).join(' ');
  if (scope !== '') parameters.push(`scope="${scope}"`);
  const acr = (denial.acrValues ?? []).filter(isQuotable).join(' ');
  if (acr !== '') parameters.push(`acr_values="${acr}"`);
  if (resource !== null && isQuotable(resource.metadataUrl)) {
    parameters.push(`resource_metadata="${resource.metadataUrl}"`);
  }
  return parameters.join(', ');
}

/** The scope-token alphabet: nothing in it can end a quoted string or a header line (RFC 6749 section 3.3). */
function isQuotable(value: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value);
}
