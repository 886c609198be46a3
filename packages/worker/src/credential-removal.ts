/**
 * Takes credentials out of a request on its way to the origin.
 *
 * Trust: only the credential that was verified may ever pass (`forwardToken`). Any other in a place where a gate looks
 * is unverified, and an origin that trusts the gate could take it for verified.
 */
import type { CompiledPolicy, Decision, TokenSource } from '@sallyport/core';

/** The sources to empty for a decision; the list always holds `Authorization` on guarded routes. */
export function toRemovals(policy: CompiledPolicy, decision: Decision): readonly TokenSource[] {
  const authorization: TokenSource = { kind: 'authorization' };
  if (decision.access === 'public') return policy.worker.stripAuthorization ? [authorization] : [];
  const verified = policy.worker.forwardToken ? decision.credentialFrom : null;
  return [authorization, ...policy.sources].filter((source) => !isSameSource(source, verified));
}

/** Removes the credentials that headers hold. Cookies keep their order and spelling. */
export function removeFromHeaders(headers: Headers, removals: readonly TokenSource[]): void {
  for (const source of removals) {
    if (source.kind === 'authorization') headers.delete('Authorization');
    if (source.kind === 'header') headers.delete(source.name);
    if (source.kind === 'cookie') removeCookie(headers, source.name);
  }
}

/** Removes query tokens; the rest of the query stays byte for byte. Takes and returns it without `?`. */
export function removeFromQuery(rawQuery: string, removals: readonly TokenSource[]): string {
  const names = new Set(removals.flatMap((source) => (source.kind === 'query' ? [source.name] : [])));
  if (names.size === 0) return rawQuery;
  return rawQuery
    .split('&')
    .filter((pair) => ![...new URLSearchParams(pair).keys()].some((name) => names.has(name)))
    .join('&');
}

/** Commas separate too: two `Cookie` headers reach a Worker joined by one. Some origins ignore a name's case. */
function removeCookie(headers: Headers, name: string): void {
  const given = headers.get('Cookie');
  if (given === null) return;
  const kept = given
    .split(';')
    .map((part) => part.split(',').filter((pair) => !isCookie(pair, name)))
    .filter((pairs) => pairs.length > 0)
    .map((pairs) => pairs.join(',').trim());
  if (kept.length === 0) headers.delete('Cookie');
  else headers.set('Cookie', kept.join('; '));
}

function isCookie(pair: string, name: string): boolean {
  const [written = ''] = pair.split('=', 1);
  return written.trim().toLowerCase() === name.toLowerCase();
}

function isSameSource(a: TokenSource, b: TokenSource | null): boolean {
  if (b === null || a.kind !== b.kind) return false;
  return a.kind === 'authorization' || b.kind === 'authorization' || a.name === b.name;
}
