/**
 * Walks a tour: every row through the Worker gate and every kind of API over HTTP, each answer held against its
 * expectation.
 */
import type { LogRecord } from '@sallyport/core';
import type { ApiGateway } from '../gates/api-gateway.ts';
import type { ApiKind } from '../gates/kinds.ts';
import type { DevSession } from '../session.ts';
import { describeOrigin, findLatest, toApiGatewayText, toEdgeText, waitForRecord } from './answer-text.ts';
import { type TourRow, type TourToken, toExpected } from './row.ts';
import { connect, send, type TourRequest } from './send.ts';

/** What one kind of API answered to a row. */
export interface KindResult {
  readonly kind: ApiKind;
  readonly expected: string;
  readonly answered: string;
  /** Why its authorizer denied; null where it allowed, was not asked, or did not log. */
  readonly reason: string | null;
  readonly agrees: boolean;
  /** Whether API Gateway asked the authorizer. */
  readonly authorizerInvoked: boolean;
  /** Whether it used a result that it had kept. */
  readonly kept: boolean;
}

/** What one row came to. */
export interface TourResult {
  readonly name: string;
  readonly request: string;
  /** Whether every gate that was asked answered as expected. */
  readonly agrees: boolean;
  readonly expectedEdge: string;
  readonly edge: string;
  /** At the policy's own kind of API; null, and not invoked, where that was not asked. */
  readonly expectedApiGateway: string | null;
  readonly apiGateway: string | null;
  readonly authorizerInvoked: boolean;
  /** At every kind that was asked, the policy's own first. */
  readonly kinds: readonly KindResult[];
  /** Whether any gate fetched keys or metadata for this row. */
  readonly keysFetched: boolean;
}

/** Runs the rows in order; each result is reported as it comes. */
export async function runTour(
  session: DevSession,
  rows: readonly TourRow[],
  onResult: (result: TourResult) => void,
): Promise<readonly TourResult[]> {
  const tokens = new Map<string, Promise<string>>();
  const tokenFor = (token: TourToken): Promise<string> => {
    const spec = JSON.stringify(token);
    const known = tokens.get(spec) ?? session.mint(token);
    tokens.set(spec, known);
    return known;
  };
  const results: TourResult[] = [];
  for (const row of rows) {
    const result = await runRow(session, row, row.token ? await tokenFor(row.token) : null);
    results.push(result);
    onResult(result);
  }
  return results;
}

async function runRow(session: DevSession, row: TourRow, token: string | null): Promise<TourResult> {
  if (row.issuers) session.setIssuers(row.issuers);
  const headers = { ...row.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const [method = '', target = ''] = row.request.split(' ');
  const request = { method, target, headers };

  const fetchesBefore = session.keyFetches();
  const edge = await send({ ...request, port: session.ports.worker });
  const asked = await Promise.all(session.apis.map((api) => askApi(session, api, row, request)));
  const kinds = asked.filter((result) => result !== null);
  const seen = row.originSees ? describeOrigin(edge.body, row.originSees) : '';
  const edgeText = `${await toEdgeText(edge, row.edge, session)}${seen}`;
  const own = kinds.find(({ kind }) => kind === session.apis[0]?.kind);
  return {
    name: row.name,
    request: row.request,
    agrees: edgeText === row.edge && kinds.every(({ agrees }) => agrees),
    expectedEdge: row.edge,
    edge: edgeText,
    expectedApiGateway: own?.expected ?? null,
    apiGateway: own?.answered ?? null,
    authorizerInvoked: own?.authorizerInvoked ?? false,
    kinds,
    keysFetched: session.keyFetches() > fetchesBefore,
  };
}

/** What one API answers to a row; null where the row does not ask it. */
async function askApi(
  session: DevSession,
  { kind, port, lastCall }: Pick<ApiGateway, 'kind' | 'port' | 'lastCall'>,
  row: TourRow,
  request: Omit<TourRequest, 'port'>,
): Promise<KindResult | null> {
  const expected = toExpected(row, kind);
  if (expected === null) return null;
  const ask = kind === 'websocket' ? connect : send;
  const before = findLatest(session, kind);
  const answer = await ask({ ...request, port });
  const answered = toApiGatewayText(answer, expected);
  const { authorizerInvoked, kept } = lastCall();
  // The authorizer must deny for the edge's reason too: the same decision, not the same status alone.
  const [, wanted = null] = row.edge.split(' ');
  const isLogged = wanted !== null && authorizerInvoked && answer.status >= 400;
  const record = isLogged ? await waitForRecord(() => toNewer(findLatest(session, kind), before)) : null;
  const reason = record?.reason ?? null;
  const isKeptRight = row.kept === undefined || row.kept.includes(kind) === kept;
  const agrees = answered === expected && isKeptRight && (reason === null || reason === wanted);
  return { kind, expected, answered, reason, agrees, authorizerInvoked, kept };
}

function toNewer(latest: LogRecord | undefined, before: LogRecord | undefined): LogRecord | undefined {
  return latest === before ? undefined : latest;
}
