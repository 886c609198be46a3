/**
 * What of a request a decision may see.
 *
 * Trust: while results are kept, an answer is given to everyone who sends the same identity sources, so nothing else is
 * seen (attack: the answer for one user's token, kept under a header that another user sends too). A cookie is not seen
 * then: what protects it from other sites is in no cache key.
 */
import { type HeaderReader, type IdentitySource, parseIdentitySources } from '@sallyport/core';
import type { Fields } from '../events/fields.ts';
import type { Settings } from './settings.ts';

const COOKIE = 'cookie';

/** Narrows the fields of requests to what the settings let a decision see. */
export function createView(settings: Settings): (fields: Fields) => Fields {
  if (settings.kind === 'websocket') return ({ headers, query }) => ({ headers: toUpgrade(headers), query });
  if (settings.kind !== 'rest-token' && settings.resultTtlSeconds === 0) return (fields) => fields;
  const sources = parseIdentitySources(settings);
  const headerNames = toNames(sources, 'header');
  const queryNames = toNames(sources, 'query');
  headerNames.delete(COOKIE);
  return ({ headers, query }) => ({
    headers: { get: (name) => (headerNames.has(name.toLowerCase()) ? headers.get(name) : null) },
    query: new URLSearchParams([...query].filter(([name]) => queryNames.has(name))),
  });
}

/** A `$connect` is an upgrade whether its event says so or not: a cookie on it is judged as one. */
function toUpgrade(headers: HeaderReader): HeaderReader {
  return { get: (name) => (name.toLowerCase() === 'upgrade' ? 'websocket' : headers.get(name)) };
}

function toNames(sources: readonly IdentitySource[], kind: IdentitySource['kind']): Set<string> {
  return new Set(sources.filter((source) => source.kind === kind).map(({ name }) => name));
}
