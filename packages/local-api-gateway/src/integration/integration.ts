/**
 * Calls the code behind a method, and decides whether what it returned can be sent.
 *
 * Spec: a wrong shape or an error is a 502 with a fixed body [P]; 29 s is the longest an integration may take [D
 *   quotas].
 * Does not: reproduce Lambda proxy events; the request is what a test or an echo origin needs to see.
 */
import { waitAtMost } from '../authorizer/deadline.ts';
import { isRecord } from '../json.ts';
import { isHeaderName, isHeaderValue } from '../request/header-syntax.ts';
import type { OutcomeName } from '../status/outcomes.ts';
import type { ResponseHeaders } from '../status/render.ts';

/** What an integration is told of the caller and the method. */
export type IntegrationRequestContext = {
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly requestId: string;
  readonly httpMethod: string;
  /** The template, such as `/orders/{id}`; `$default` or `$connect` for the routes of that name. */
  readonly resourcePath: string;
  /** Such as `GET /orders/{id}`, `$default`, `$connect`; not in REST APIs. */
  readonly routeKey?: string;
  /** WebSocket only. */
  readonly connectionId?: string;
  readonly identity: { readonly sourceIp: string; readonly userAgent: string | undefined };
  /**
   * Absent without an authorizer. REST and WebSocket: its context as text, `principalId`, and `integrationLatency` in
   * ms. HTTP API: `lambda`, its context as it was.
   */
  readonly authorizer?: Readonly<Record<string, unknown>>;
};

/** The request as the integration sees it; path, query and parameters are raw text. */
export type IntegrationRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly resource: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** By lower-case name, every value in the order sent. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly requestContext: IntegrationRequestContext;
};

/** What an integration answers; `status` from 200 to 599. */
export type IntegrationResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
};

/** The code behind a method. */
export type Integration = (request: IntegrationRequest) => IntegrationResponse | Promise<IntegrationResponse>;

/** The response to send, or the outcome that the client gets instead. */
export type Integrated =
  | { readonly outcome: 'answered'; readonly status: number; readonly headers: ResponseHeaders; readonly body: string }
  | { readonly outcome: 'failed'; readonly refusal: OutcomeName; readonly cause: string };

/** The longest an integration may take [D quotas]. */
export const INTEGRATION_TIMEOUT_MS: number = 29_000;

// The connection is the server's own; an integration that names these would break the framing.
const HOP_HEADERS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Calls the integration; never rejects. */
export async function callIntegration(
  integration: Integration,
  request: IntegrationRequest,
  signal: AbortSignal | undefined,
): Promise<Integrated> {
  const waited = await waitAtMost<unknown>(() => integration(request), INTEGRATION_TIMEOUT_MS, signal);
  if (waited.end === 'timedOut') return fail('integrationTimedOut', 'timed out');
  if (waited.end === 'threw') return fail('integrationFailed', 'threw');
  const { value } = waited;
  if (!isRecord(value)) return fail('integrationFailed', 'answered no object');
  const { status, body = '' } = value;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    return fail('integrationFailed', 'answered a status that is no whole number from 200 to 599');
  }
  if (typeof body !== 'string') return fail('integrationFailed', 'answered a body that is no string');
  const headers = parseHeaders(value.headers ?? {});
  if (headers === undefined) return fail('integrationFailed', 'answered headers that cannot be sent');
  return { outcome: 'answered', status, headers, body };
}

function fail(refusal: OutcomeName, cause: string): Integrated {
  return { outcome: 'failed', refusal, cause };
}

function parseHeaders(value: unknown): ResponseHeaders | undefined {
  if (!isRecord(value)) return undefined;
  const headers: [string, string | readonly string[]][] = [];
  for (const [name, given] of Object.entries(value)) {
    const values: readonly unknown[] = Array.isArray(given) ? given : [given];
    const texts = values.filter((text) => typeof text === 'string' && isHeaderValue(text)).map(String);
    if (!isHeaderName(name) || texts.length !== values.length) return undefined;
    if (!HOP_HEADERS.has(name.toLowerCase()))
      headers.push([name.toLowerCase(), texts.length === 1 ? texts.join() : texts]);
  }
  return Object.fromEntries(headers);
}
