/**
 * The `WWW-Authenticate` value of a denial; no header value is built anywhere else.
 *
 * Does not: tell the client which check failed: its OAuth error and a fixed sentence are all it gets.
 * Spec: RFC 6750 section 3, RFC 9110 section 11.6.1, RFC 9470 section 3.
 */
import type { Denial } from './decision.ts';
import { REASONS } from './reasons.ts';

const REALM = 'Bearer realm="api"';

/** The challenge that goes with a denial, or null where its reason has none. */
export function toChallenge(denial: Denial): string | null {
  const { challenge, sentence } = REASONS[denial.reason];
  if (challenge === null) return null;
  if (challenge === 'bare') return REALM;
  const parameters = [REALM, `error="${challenge}"`, `error_description="${sentence}"`];
  const scope = (denial.scopes ?? []).filter(isQuotable).join(' ');
  if (scope !== '') parameters.push(`scope="${scope}"`);
  const acr = (denial.acrValues ?? []).filter(isQuotable).join(' ');
  if (acr !== '') parameters.push(`acr_values="${acr}"`);
  return parameters.join(', ');
}

/** The scope-token alphabet: nothing in it can end a quoted string or a header line (RFC 6749 section 3.3). */
function isQuotable(value: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value);
}
