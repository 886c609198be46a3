/**
 * Reads the header and query fields of an event, which holds each twice: one value a name, and all values a name.
 *
 * Trust: names and values are the client's. Where the two maps differ or a field comes twice, every value is given, joined
 * as HTTP joins them: the core denies two credentials (attack: a gateway and a gate that pick different ones).
 * Does not: read `identitySource`, whose order at HTTP APIs is random.
 */
import type { HeaderReader } from '@sallyport/core';
import { type Members, parseMembers, readMember, toTexts } from './members.ts';

/** The parts of a request that can carry a token, and what protects them. */
export interface Fields {
  readonly headers: HeaderReader;
  readonly query: URLSearchParams;
}

/** The fields of an event of a REST or WebSocket API, or of payload 1.0: four maps under the same names. */
export function readFields(event: Members): Fields {
  const read = (single: string, multi: string): FieldMaps => ({
    single: readMember(event, single),
    multi: readMember(event, multi),
  });
  return {
    headers: createHeaderReader(read('headers', 'multiValueHeaders')),
    query: toQuery(read('queryStringParameters', 'multiValueQueryStringParameters')),
  };
}

/** The two maps of one kind of field, either of which may be null or missing. */
export interface FieldMaps {
  /** Values by name. */
  readonly single: unknown;
  /** Lists of values by name. */
  readonly multi?: unknown;
}

/** A reader over an event's headers: names in any case, a field without any text as absent. */
export function createHeaderReader(maps: FieldMaps, cookies?: unknown): HeaderReader {
  const [single, multi] = [parseMembers(maps.single), parseMembers(maps.multi)];
  return {
    get: (name) => {
      const wanted = name.toLowerCase();
      const isWanted = (field: string): boolean => field.toLowerCase() === wanted;
      const values = unite(readValues(single, isWanted), readValues(multi, isWanted));
      return joinFilled(wanted === 'cookie' ? withCookies(values, toTexts(cookies)) : values);
    },
  };
}

/** The query fields of an event, decoded as API Gateway decodes them. Names are case-sensitive. */
export function toQuery(maps: FieldMaps): URLSearchParams {
  const [single, multi] = [parseMembers(maps.single) ?? {}, parseMembers(maps.multi) ?? {}];
  const query = new URLSearchParams();
  for (const name of new Set([...Object.keys(single), ...Object.keys(multi)])) {
    const values = unite(toTexts(readMember(single, name)), toTexts(readMember(multi, name)));
    for (const value of values) query.append(name, value);
  }
  return query;
}

function readValues(fields: Members | null, isWanted: (name: string) => boolean): readonly string[] {
  return Object.entries(fields ?? {}).flatMap(([name, value]) => (isWanted(name) ? toTexts(value) : []));
}

/** All values, and what the map of single ones holds beside them. */
function unite(single: readonly string[], multi: readonly string[]): readonly string[] {
  if (multi.length === 0) return single;
  return [...multi, ...single.filter((value) => !multi.includes(value))];
}

/** Payload 2.0 takes cookies out of the headers; where some gateway leaves them in, the same ones count once. */
function withCookies(headers: readonly string[], cookies: readonly string[]): readonly string[] {
  const toPairs = (texts: readonly string[]): string =>
    texts
      .flatMap((text) => text.split(/[;,]/))
      .map((pair) => pair.trim())
      .join(';');
  const listed = cookies.length === 0 ? [] : [cookies.join('; ')];
  return toPairs(headers) === toPairs(cookies) ? listed : [...headers, ...listed];
}

function joinFilled(values: readonly string[]): string | null {
  return values.every((value) => value === '') ? null : values.join(', ');
}
