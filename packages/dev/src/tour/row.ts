/**
 * One row of a tour: a request, what both gates must answer, and what the origin must have seen.
 */

/** A token to mint for a row; equal specifications share one token, so that a cached result can be met. */
export interface TourToken {
  /** The issuer's name in the policy. */
  readonly issuer: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly flaw?: 'expired' | 'foreignKey' | 'tampered';
}

/** A request with its expectations. */
export interface TourRow {
  readonly name: string;
  /** `METHOD target`, the target sent as written. */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: TourToken;
  /** Sets the local issuers' state before the request, and for those that follow. */
  readonly issuers?: 'down' | 'up';
  /** `STATUS` or `STATUS reason`. */
  readonly edge: string;
  readonly apiGateway: string;
  /** Headers as the edge's origin must have seen them; null for absent. */
  readonly originSees?: Readonly<Record<string, string | null>>;
}

/** Parses a tour, or says which row is wrong. @throws TypeError naming the row and the member. */
export function parseTour(value: unknown): readonly TourRow[] {
  if (!Array.isArray(value)) throw new TypeError('a tour is a list of rows');
  return value.map(parseRow);
}

function parseRow(value: unknown, index: number): TourRow {
  const where = `row ${index + 1}`;
  if (!isRow(value)) throw new TypeError(`${where} needs "name", "request", "edge" and "apiGateway" as text`);
  if (!/^[A-Z]+ \S+$/.test(value.request)) throw new TypeError(`${where}: "request" is METHOD and target`);
  for (const expected of [value.edge, value.apiGateway]) {
    if (!/^\d{3}( [a-z_]+)?$/.test(expected))
      throw new TypeError(`${where}: "${expected}" is no STATUS or STATUS reason`);
  }
  return value;
}

function isRow(value: unknown): value is TourRow {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['name', 'request', 'edge', 'apiGateway'].every((name) => typeof Reflect.get(value, name) === 'string')
  );
}
