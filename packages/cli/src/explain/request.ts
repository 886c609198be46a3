/**
 * Reads the request to explain from its options: method and target, headers, and where a token alone belongs.
 */
import { type CompiledPolicy, parsePath, parseTarget, type TokenSource } from '@sallyport/core';
import type { HeaderValues } from '../decide/headers.ts';
import { CommandError, EXIT } from '../exit.ts';
import { refuseTokens } from './secrets.ts';
import type { TokenInput } from './token-input.ts';

/** A request before its token is placed. */
export interface AskedRequest {
  readonly method: string;
  /** An absolute URL or an origin-form target, verbatim. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, values: HeaderValues])[];
}

const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const CREDENTIALS = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** `GET /orders/1`, `/orders/1`, or with a URL; `METHOD host/path` is read as https. @throws CommandError (2). */
export function parseAsked(text: string, headers: readonly string[]): AskedRequest {
  refuseTokens('--request', text);
  const [, method = 'GET', target = ''] = /^(?:([^\s/]+)\s+)?(\S+)$/.exec(text.trim()) ?? [];
  if (target === '' || !/^(?:[a-z]+:\/\/)?[^\s/]*\//i.test(target)) {
    throw new CommandError(EXIT.usage, '--request takes a method and a path, such as "GET /orders/1"');
  }
  const url = target.startsWith('/') || target.includes('://') ? target : `https://${target}`;
  return { method, url, headers: headers.map(parseHeader) };
}

function parseHeader(text: string): readonly [string, string] {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(colon, 0)).trim();
  if (!FIELD_NAME.test(name)) {
    throw new CommandError(EXIT.usage, '--header takes a name and a value, such as "Origin: https://app.acme.dev"');
  }
  const value = text.slice(colon + 1);
  if (CREDENTIALS.has(name.toLowerCase())) {
    throw new CommandError(
      EXIT.usage,
      `--header does not take ${name}, which every process of this machine could read: pipe the header line (--token -)`,
    );
  }
  refuseTokens('--header', value);
  return [name, value];
}

/** The request with its token: header lines as they are, a token alone where the route reads tokens first. */
export function placeToken(policy: CompiledPolicy, asked: AskedRequest, input: TokenInput | null): AskedRequest {
  if (input === null) return asked;
  if (input.kind === 'headers') return { ...asked, headers: [...asked.headers, ...input.headers] };
  if (input.kind === 'authorization') return withHeader(asked, 'authorization', input.value);
  const from = findSource(policy, asked);
  switch (from.kind) {
    case 'authorization':
      return withHeader(asked, 'authorization', `Bearer ${input.token}`);
    case 'header':
      return withHeader(asked, from.name, input.token);
    case 'cookie':
      return withHeader(asked, 'cookie', `${from.name}=${input.token}`);
    case 'query': {
      const join = asked.url.includes('?') ? '&' : '?';
      return { ...asked, url: `${asked.url}${join}${from.name}=${encodeURIComponent(input.token)}` };
    }
  }
}

function withHeader(asked: AskedRequest, name: string, value: string): AskedRequest {
  return { ...asked, headers: [...asked.headers, [name, value]] };
}

function findSource(policy: CompiledPolicy, { method, url }: AskedRequest): TokenSource {
  const { host, rawPath } = parseTarget(url);
  const path = parsePath(rawPath);
  const route = path.kind === 'canonical' ? policy.routes.match(method, host, path.segments)?.route : undefined;
  const sources = route === undefined || route.access.sources.length === 0 ? policy.sources : route.access.sources;
  const authorization = sources.find(({ kind }) => kind === 'authorization');
  return authorization ?? sources[0] ?? { kind: 'authorization' };
}
