/**
 * Keeps what one caller may see out of shared caches: a gate hides the credential from the origin, so the origin
 * cannot know that its answer is not for everyone.
 *
 * Spec: RFC 9111 sections 3.5, 4.1 and 5.2.2.
 */
import type { TokenSource } from '@sallyport/core';

/** Directives that say who may store an answer; an origin that wrote one has decided. */
const SAYS_WHO: ReadonlySet<string> = new Set(['public', 'private', 'no-store', 's-maxage']);
// A name and its argument, which may be quoted and hold commas.
const DIRECTIVE = /([^\s=,"]+)\s*(=\s*(?:"(?:[^"\\]|\\.)*"|[^\s,"]*))?/g;

/** Without `Cache-Control`: `private, no-store`. With one that does not say who may store it: `private` is added. */
export function setPrivate(headers: Headers): void {
  const given = headers.get('Cache-Control');
  if (given === null) headers.set('Cache-Control', 'private, no-store');
  else if (!saysWho(given)) headers.set('Cache-Control', `${given}, private`);
}

/** `private="X-Field"` speaks of that field alone (RFC 9111 section 5.2.2.7): it says nothing of the answer. */
function saysWho(cacheControl: string): boolean {
  return [...cacheControl.matchAll(DIRECTIVE)].some(
    ([, name = '', value]) =>
      SAYS_WHO.has(name.toLowerCase()) && (name.toLowerCase() !== 'private' || value === undefined),
  );
}

/** Adds names to `Vary` that it does not list yet. */
export function addVary(headers: Headers, names: Iterable<string>): void {
  const listed = new Set((headers.get('Vary') ?? '').split(',').map((name) => name.trim().toLowerCase()));
  if (listed.has('*')) return;
  for (const name of names) if (!listed.has(name.toLowerCase())) headers.append('Vary', name);
}

/** The request headers that can carry a credential; a query token is part of every cache's key already. */
export function toCredentialHeaders(sources: readonly TokenSource[]): ReadonlySet<string> {
  const names = new Set(['Authorization']);
  for (const source of sources) {
    if (source.kind === 'cookie') names.add('Cookie');
    if (source.kind === 'header') names.add(source.name);
  }
  return names;
}
