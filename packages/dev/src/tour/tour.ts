/**
 * A tour: the rows to walk, and the kinds of API to walk them through beside the Worker gate.
 */
import { API_KINDS, type ApiKind, isApiKind } from '../gates/kinds.ts';
import { parseRow, type TourGates, type TourRow } from './row.ts';

/** A parsed tour. */
export interface Tour {
  /** The policy's own kind first, then the others that the tour names; for the Worker gate alone, those that it names. */
  readonly kinds: readonly ApiKind[];
  /** The key of the route that a WebSocket API's `$connect` stands for; null where the tour names none. */
  readonly connect: string | null;
  readonly rows: readonly TourRow[];
}

/**
 * Parses a tour, or says what is wrong. It is a list of rows, walked through the policy's own kind of API alone, or
 * `{ "kinds": [...], "connect": "GET /ws", "rows": [...] }`.
 *
 * @param own - The policy's own kind.
 * @param gates - For the Worker gate alone, rows need not expect anything of API Gateway; what they expect is read all the same.
 * @throws TypeError naming the row and the member.
 */
export function parseTour(value: unknown, own: ApiKind, gates: TourGates = 'both'): Tour {
  const always = gates === 'both' ? [own] : [];
  if (Array.isArray(value)) return { kinds: always, connect: null, rows: parseRows(value, [own], gates) };
  if (typeof value !== 'object' || value === null || !('rows' in value) || !Array.isArray(value.rows)) {
    throw new TypeError('a tour is a list of rows, or an object with "rows"');
  }
  const unknown = Object.keys(value).find((name) => !['kinds', 'connect', 'rows'].includes(name));
  if (unknown !== undefined) throw new TypeError(`"${unknown}" is no member of a tour`);
  const named = parseKinds('kinds' in value ? value.kinds : []);
  const kinds = [...always, ...named.filter((kind) => !always.includes(kind))];
  const connect = 'connect' in value ? value.connect : null;
  if (connect !== null && typeof connect !== 'string') throw new TypeError('"connect" is the key of a route');
  return { kinds, connect, rows: parseRows(value.rows, [own, ...kinds], gates) };
}

/** The members of a row that hold an expectation of API Gateway. */
const API_GATEWAY_MEMBERS = ['apiGateway', 'byKind', 'kept'] as const;

/** The first part of a tour that needs API Gateway, for a message; null for a tour of the Worker gate alone. */
export function findApiGatewayPart({ kinds, connect, rows }: Tour): string | null {
  if (kinds.length > 0) return 'the tour names "kinds"';
  if (connect !== null) return 'the tour names "connect"';
  const parts = rows.flatMap((row, index) =>
    API_GATEWAY_MEMBERS.filter((name) => row[name] !== undefined).map((name) => `row ${index + 1} names "${name}"`),
  );
  return parts[0] ?? null;
}

function parseKinds(value: unknown): readonly ApiKind[] {
  if (!Array.isArray(value)) throw new TypeError('"kinds" is a list of kinds of API');
  const wrong: unknown = value.find((kind) => !isApiKind(kind));
  if (wrong !== undefined)
    throw new TypeError(`"${String(wrong)}" is no kind of API, which are ${API_KINDS.join(', ')}`);
  return API_KINDS.filter((kind) => value.includes(kind));
}

function parseRows(rows: readonly unknown[], kinds: readonly ApiKind[], gates: TourGates): readonly TourRow[] {
  return rows.map((row, index) => parseRow(row, `row ${index + 1}`, kinds, gates));
}
