/**
 * Keeps what one caller may see out of shared caches: a gate hides the credential from the origin, so the origin
 * cannot know that its answer is not for everyone.
 *
 * Spec: RFC 9111 sections 3.5, 4.1 and 5.2.2, RFC 9213 (targeted fields).
 */
import type { TokenSource } from '@sallyport/core';

/** Whether shared caches may keep a guarded route's answers where the origin lets them. */
export type SharedCache = 'private' | 'asOrigin';

/** Directives that let shared caches store an answer, or mean nothing without one. */
const SHARING: ReadonlySet<string> = new Set(['public', 's-maxage', 'proxy-revalidate']);
/** Directives that say who may store an answer; an origin that wrote one has decided where the route leaves it to it. */
const SAYS_WHO: ReadonlySet<string> = new Set(['public', 's-maxage', 'no-store']);
// A name and its argument, which may be quoted and hold commas.
const DIRECTIVE = /([^\s=,"]+)\s*(=\s*(?:"(?:[^"\\]|\\.)*"|[^\s,"]*))?/g;
/** Fields that shared caches obey before `Cache-Control` (RFC 9213 section 2.1, and what came before it). */
const TARGETED = /(?:cdn-cache-control|^surrogate-control|^edge-control|^x-accel-expires|^x-litespeed-cache-control)$/;

/**
 * Makes an answer private, whatever its origin said: without `Cache-Control` `private, no-store`, with one what shared
 * caches obey is taken out and `private` is added. `asOrigin` leaves an answer alone that says who may store it.
 */
export function setPrivate(headers: Headers, shared: SharedCache = 'private'): void {
  const given = headers.get('Cache-Control');
  const directives = given === null ? [] : toDirectives(given);
  const targeted = listTargeted(headers);
  if (shared === 'asOrigin' && (directives.some(saysWho) || targeted.length > 0)) return;
  for (const name of targeted) headers.delete(name);
  if (given === null) {
    headers.set('Cache-Control', 'private, no-store');
    return;
  }
  const kept = directives.filter(({ name }) => !SHARING.has(name));
  const text = kept.map((directive) => directive.text).join(', ');
  headers.set(
    'Cache-Control',
    kept.some(isPrivate) || isStoredNowhere(kept) ? text : [text, 'private'].filter(Boolean).join(', '),
  );
}

interface Directive {
  /** Lower-case. */
  readonly name: string;
  readonly hasValue: boolean;
  readonly text: string;
}

function toDirectives(cacheControl: string): readonly Directive[] {
  return [...cacheControl.matchAll(DIRECTIVE)].map(([text, name = '', value]) => ({
    name: name.toLowerCase(),
    hasValue: value !== undefined,
    text,
  }));
}

function saysWho(directive: Directive): boolean {
  return SAYS_WHO.has(directive.name) || isPrivate(directive);
}

/** `private="X-Field"` speaks of that field alone (RFC 9111 section 5.2.2.7): it says nothing of the answer. */
function isPrivate({ name, hasValue }: Directive): boolean {
  return name === 'private' && !hasValue;
}

/** `must-understand` takes `no-store` back (RFC 9111 section 5.2.2.3). */
function isStoredNowhere(directives: readonly Directive[]): boolean {
  const names = new Set(directives.map(({ name }) => name));
  return names.has('no-store') && !names.has('must-understand');
}

function listTargeted(headers: Headers): readonly string[] {
  return [...headers.keys()].filter((name) => TARGETED.test(name));
}

/** Adds names to `Vary` that it does not list yet. */
export function addVary(headers: Headers, names: Iterable<string>): void {
  const listed = new Set((headers.get('Vary') ?? '').split(',').map((name) => name.trim().toLowerCase()));
  if (listed.has('*')) return;
  for (const name of names) if (!listed.has(name.toLowerCase())) headers.append('Vary', name);
}

/** Takes out the origin's word that its answer is the same for every query, where a query can hold a token. */
export function keepQueryApart(headers: Headers, sources: readonly TokenSource[]): void {
  if (sources.some(({ kind }) => kind === 'query')) headers.delete('No-Vary-Search');
}

/** The request headers that can carry a credential; a query token is part of every cache's key, see `keepQueryApart`. */
export function toCredentialHeaders(sources: readonly TokenSource[]): ReadonlySet<string> {
  const names = new Set(['Authorization']);
  for (const source of sources) {
    if (source.kind === 'cookie') names.add('Cookie');
    if (source.kind === 'header') names.add(source.name);
  }
  return names;
}
