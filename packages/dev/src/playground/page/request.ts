/**
 * A request as the page's form holds it, its token placed where the route reads tokens first.
 */
import { type CompiledPolicy, type HeaderReader, parsePath, parseTarget, type TokenSource } from '@sallyport/core';

/** A request. `url` is an origin-form target or an absolute URL, verbatim. */
export interface PageRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const HEADER_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/;

/** Header lines as pairs; a number is the first line, from 1, that is no header. */
export function parseHeaderLines(text: string): PageRequest['headers'] | number {
  const pairs: (readonly [string, string])[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, name, value = ''] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined) return at + 1;
    pairs.push([name, value]);
  }
  return pairs;
}

/** Text as a path or URL: what stands without a leading slash and is no URL gets one. */
export function toTarget(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('/') || /^https?:\/\//i.test(trimmed) ? trimmed : `/${trimmed}`;
}

/** A request that a route's key covers: its first method, `1` for each parameter, its host where it names one. */
export function toSample(key: string): Omit<PageRequest, 'headers'> {
  const [, methods = 'GET', host = '', pattern = '/'] = /^(?:([A-Z|]+) )?([^/ ]*)(\/.*)$/.exec(key) ?? [];
  const path = pattern.replaceAll(/(?<=\/):[^/]+/g, '1').replace(/\/\*$/, '/');
  return { method: methods.split('|')[0] ?? 'GET', url: host === '' ? path : `https://${host}${path}` };
}

/** Reads by name in any case; several values of one name are joined in their order (RFC 9110 section 5.3). */
export function createReader(headers: PageRequest['headers']): HeaderReader {
  return {
    get: (wanted) => {
      const name = wanted.toLowerCase();
      const values = headers.flatMap(([one, value]) => (one.toLowerCase() === name ? [value] : []));
      return values.length === 0 ? null : values.join(name === 'cookie' ? '; ' : ', ');
    },
  };
}

/**
 * The request with a token, where its route reads tokens first; the Authorization header where that is read at all.
 *
 * A pasted `Bearer ...` or `DPoP ...` is an Authorization value as it is.
 */
export function placeToken(policy: CompiledPolicy, request: PageRequest, text: string): PageRequest {
  const token = text.trim().replace(/^authorization:\s*/i, '');
  if (token === '') return request;
  if (/\s/.test(token)) return withHeader(request, 'authorization', token);
  const from = findSource(policy, request);
  switch (from.kind) {
    case 'authorization':
      return withHeader(request, 'authorization', `Bearer ${token}`);
    case 'header':
      return withHeader(request, from.name, token);
    case 'cookie':
      return withHeader(request, 'cookie', `${from.name}=${token}`);
    case 'query': {
      const join = request.url.includes('?') ? '&' : '?';
      return { ...request, url: `${request.url}${join}${from.name}=${encodeURIComponent(token)}` };
    }
  }
}

function withHeader(request: PageRequest, name: string, value: string): PageRequest {
  return { ...request, headers: [...request.headers, [name, value]] };
}

/** Where the route of a request reads tokens first. */
export function findSource(policy: CompiledPolicy, { method, url }: PageRequest): TokenSource {
  const { host, rawPath } = parseTarget(url);
  const path = parsePath(rawPath);
  const route = path.kind === 'canonical' ? policy.routes.match(method, host, path.segments)?.route : undefined;
  const sources = route === undefined || route.access.sources.length === 0 ? policy.sources : route.access.sources;
  return sources.find(({ kind }) => kind === 'authorization') ?? sources[0] ?? { kind: 'authorization' };
}
