/**
 * One row of a tour: a request, what each gate must answer, and what the origin must have seen.
 */
import { type ApiKind, isApiKind } from '../gates/kinds.ts';

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
  /** `METHOD target`, the target sent as written; at a WebSocket API it is the upgrade that connects. */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: TourToken;
  /** Sets the local issuers' state before the request, and for those that follow. */
  readonly issuers?: 'down' | 'up';
  /** `STATUS` or `STATUS reason`. */
  readonly edge: string;
  /**
   * `STATUS` or `STATUS message`, the message API Gateway's own; at every kind of API but WebSocket. Absent only in a tour of
   * the Worker gate alone.
   */
  readonly apiGateway?: string;
  /** The same for single kinds, where it differs. A WebSocket API is asked only by rows that name it here. */
  readonly byKind?: Readonly<Partial<Record<ApiKind, string>>>;
  /** The kinds that must answer from a kept result, all others not; absent where it does not matter. */
  readonly kept?: readonly ApiKind[];
  /** Headers as the edge's origin must have seen them; null for absent. */
  readonly originSees?: Readonly<Record<string, string | null>>;
}

/** The gates that a tour is walked through. */
export type TourGates = 'both' | 'workerAlone';

const MEMBERS: ReadonlySet<string> = new Set([
  ...['name', 'request', 'headers', 'token', 'issuers', 'edge', 'apiGateway', 'byKind', 'kept', 'originSees'],
]);

/** What a kind of API must answer to a row; null where it is not asked. */
export function toExpected({ apiGateway, byKind }: TourRow, kind: ApiKind): string | null {
  return byKind?.[kind] ?? (kind === 'websocket' ? null : (apiGateway ?? null));
}

const NEEDED: Readonly<Record<TourGates, { readonly members: readonly string[]; readonly text: string }>> = {
  both: {
    members: ['name', 'request', 'edge', 'apiGateway'],
    text: '"name", "request", "edge" and "apiGateway" as text',
  },
  workerAlone: { members: ['name', 'request', 'edge'], text: '"name", "request" and "edge" as text' },
};

/**
 * Parses one row. @throws TypeError naming the row and the member.
 *
 * @param where - What the row is called in messages.
 * @param asked - The kinds of API that the tour asks, or would.
 * @param gates - Where the Worker gate is alone, a row may leave `apiGateway` out.
 */
export function parseRow(value: unknown, where: string, asked: readonly ApiKind[], gates: TourGates): TourRow {
  const { members, text } = NEEDED[gates];
  if (!isRow(value, members)) throw new TypeError(`${where} needs ${text}`);
  const unknown = Object.keys(value).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) throw new TypeError(`${where}: "${unknown}" is no member of a row`);
  if (!/^[A-Z]+ \S+$/.test(value.request)) throw new TypeError(`${where}: "request" is METHOD and target`);
  if (!/^\d{3}( [a-z_]+)?$/.test(value.edge))
    throw new TypeError(`${where}: "${value.edge}" is no STATUS or STATUS reason`);
  const expectations = 'apiGateway' in value ? [value.apiGateway] : [];
  for (const expected of [...expectations, ...Object.values(value.byKind ?? {})]) {
    if (!/^\d{3}( \S.*)?$/.test(String(expected)))
      throw new TypeError(`${where}: "${expected}" is no STATUS or STATUS message`);
  }
  for (const kind of [...Object.keys(value.byKind ?? {}), ...(value.kept ?? [])]) {
    if (!isApiKind(kind)) throw new TypeError(`${where}: "${kind}" is no kind of API`);
    if (!asked.includes(kind)) throw new TypeError(`${where}: "${kind}" is not among the tour's kinds`);
  }
  return value;
}

function isRow(value: unknown, needed: readonly string[]): value is TourRow {
  return (
    typeof value === 'object' && value !== null && needed.every((name) => typeof Reflect.get(value, name) === 'string')
  );
}
