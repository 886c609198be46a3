/**
 * Walks a tour: every row through both gates over HTTP, each answer held against its expectation.
 */
import { request as httpRequest } from 'node:http';
import type { LogRecord } from '@sallyport/core';
import type { DevSession } from '../session.ts';
import type { TourRow, TourToken } from './row.ts';

/** What one row came to. */
export interface TourResult {
  readonly name: string;
  readonly request: string;
  readonly expectedEdge: string;
  readonly edge: string;
  readonly expectedApiGateway: string;
  readonly apiGateway: string;
  readonly agrees: boolean;
  /** Whether API Gateway asked the authorizer, or used a result that it kept. */
  readonly authorizerInvoked: boolean;
  /** Whether either gate fetched keys or metadata for this row. */
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

  const fetchesBefore = session.keyFetches();
  const edge = await send(session.ports.worker, method, target, headers);
  const apiGateway = await send(session.ports.apiGateway, method, target, headers);
  const seen = row.originSees ? describeOrigin(edge.body, row.originSees) : '';
  const edgeText = `${await describe(edge, row.edge, session)}${seen}`;
  const { authorizerInvoked } = session.lastApiGatewayCall();
  const gatewayText = String(apiGateway.status);
  return {
    name: row.name,
    request: row.request,
    expectedEdge: row.edge,
    edge: edgeText,
    expectedApiGateway: row.apiGateway,
    apiGateway: gatewayText,
    agrees: edgeText === row.edge && gatewayText === row.apiGateway,
    authorizerInvoked,
    keysFetched: session.keyFetches() > fetchesBefore,
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The status, and the reason that the gate logged for this answer where the row asks for one. */
async function describe(answer: Answer, expected: string, session: DevSession): Promise<string> {
  if (!expected.includes(' ') || answer.status < 400) return String(answer.status);
  const record = await findRecord(session, readDecisionId(answer.body));
  return record?.reason ? `${answer.status} ${record.reason}` : String(answer.status);
}

/** A gate's log line may arrive after its answer. */
async function findRecord(session: DevSession, decisionId: string): Promise<LogRecord | null> {
  for (let tries = 0; tries < 50; tries += 1) {
    const found = session.decisions().find(({ record }) => record.decisionId === decisionId);
    if (found) return found.record;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return null;
}

function readDecisionId(body: string): string {
  const problem = parseObject(body);
  return typeof problem?.decisionId === 'string' ? problem.decisionId : '';
}

/** `''` where the origin saw what it must have seen, else what it saw. */
function describeOrigin(body: string, expected: Readonly<Record<string, string | null>>): string {
  const echo = parseObject(body)?.headers;
  const seen = typeof echo === 'object' && echo !== null ? echo : {};
  return Object.entries(expected)
    .filter(([name, value]) => (Reflect.get(seen, name) ?? null) !== value)
    .map(([name]) => ` origin saw ${name}: ${String(Reflect.get(seen, name))}`)
    .join('');
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Sends a target as written: `fetch` would resolve dot segments before the gate saw them. */
function send(port: number, method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end();
  });
}
