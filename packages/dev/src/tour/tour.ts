/**
 * A tour: the rows to walk, and the kinds of API to walk them through beside the Worker gate.
 */
import { API_KINDS, type ApiKind, isApiKind } from '../gates/kinds.ts';
import { parseRow, type TourRow } from './row.ts';

/** A parsed tour. */
export interface Tour {
  /** The policy's own kind first, then the others that the tour names. */
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
 * @throws TypeError naming the row and the member.
 */
export function parseTour(value: unknown, own: ApiKind): Tour {
  if (Array.isArray(value)) return { kinds: [own], connect: null, rows: parseRows(value, [own]) };
  if (typeof value !== 'object' || value === null || !('rows' in value) || !Array.isArray(value.rows)) {
    throw new TypeError('a tour is a list of rows, or an object with "rows"');
  }
  const unknown = Object.keys(value).find((name) => !['kinds', 'connect', 'rows'].includes(name));
  if (unknown !== undefined) throw new TypeError(`"${unknown}" is no member of a tour`);
  const kinds = parseKinds('kinds' in value ? value.kinds : [], own);
  const connect = 'connect' in value ? value.connect : null;
  if (connect !== null && typeof connect !== 'string') throw new TypeError('"connect" is the key of a route');
  return { kinds, connect, rows: parseRows(value.rows, kinds) };
}

function parseKinds(value: unknown, own: ApiKind): readonly ApiKind[] {
  if (!Array.isArray(value)) throw new TypeError('"kinds" is a list of kinds of API');
  const wrong: unknown = value.find((kind) => !isApiKind(kind));
  if (wrong !== undefined)
    throw new TypeError(`"${String(wrong)}" is no kind of API, which are ${API_KINDS.join(', ')}`);
  return [own, ...API_KINDS.filter((kind) => kind !== own && value.includes(kind))];
}

function parseRows(rows: readonly unknown[], kinds: readonly ApiKind[]): readonly TourRow[] {
  return rows.map((row, index) => parseRow(row, `row ${index + 1}`, kinds));
}
