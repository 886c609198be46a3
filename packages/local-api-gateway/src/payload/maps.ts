/**
 * Writes headers and query parameters as events hold them: the last value, all values, or values joined by commas.
 *
 * Spec: one value and all values in REST events and payload 1.0; "duplicate headers are combined with commas", query
 *   parameters alike, cookies apart, in payload 2.0 [D]. Names are lower-case in payload 2.0 [L], as sent elsewhere
 *   [unverified: header-spelling]. Whether `cookie` also stays among the headers of payload 2.0 is not known
 *   [unverified: cookies-member].
 */
import { lastHeader } from '../request/headers.ts';
import type { AuthorizerCall } from './call.ts';
import type { TextListMap, TextMap } from './events.ts';

type Lists = ReadonlyMap<string, readonly string[]>;

/** The four maps of REST events; a map without members is `{}` [P @types/aws-lambda]. */
export function toRestMaps(call: AuthorizerCall): {
  readonly headers: TextMap;
  readonly multiValueHeaders: TextListMap;
  readonly queryStringParameters: TextMap;
  readonly multiValueQueryStringParameters: TextListMap;
  readonly stageVariables: TextMap;
} {
  const headers = new Map([...call.headers].map(([name, values]) => [call.headerNames.get(name) ?? name, values]));
  return {
    headers: toLastValues(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: toLastValues(call.query),
    multiValueQueryStringParameters: Object.fromEntries(call.query),
    stageVariables: call.api.stageVariables,
  };
}

/** The maps of payload 2.0, those without members left out. */
export function toCombinedMaps(call: AuthorizerCall): {
  readonly headers: TextMap;
  readonly cookies?: readonly string[];
  readonly queryStringParameters?: TextMap;
  readonly pathParameters?: TextMap;
  readonly stageVariables?: TextMap;
} {
  const headers = new Map(call.headers);
  headers.delete('cookie');
  const cookies = (call.headers.get('cookie') ?? []).flatMap(splitCookies);
  return {
    headers: toJoinedValues(headers),
    ...(cookies.length === 0 ? {} : { cookies }),
    ...(call.query.size === 0 ? {} : { queryStringParameters: toJoinedValues(call.query) }),
    ...(isEmpty(call.pathParameters) ? {} : { pathParameters: call.pathParameters }),
    ...(isEmpty(call.api.stageVariables) ? {} : { stageVariables: call.api.stageVariables }),
  };
}

/** The `User-Agent` header, or null. */
export function toUserAgent(call: AuthorizerCall): string | null {
  return lastHeader(call.headers, 'user-agent') ?? null;
}

function toLastValues(lists: Lists): TextMap {
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.at(-1) ?? '']));
}

function toJoinedValues(lists: Lists): TextMap {
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.join(',')]));
}

function splitCookies(value: string): readonly string[] {
  return value
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
}

function isEmpty(map: TextMap): boolean {
  return Object.keys(map).length === 0;
}
