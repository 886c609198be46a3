/**
 * Asks one authorizer about one request: the pre-check, then its cached result, else its handler.
 *
 * Trust: the answer is kept as document and context and judged anew for every request; nothing of the first request's
 *   path reaches a decision but what the handler itself put into its document; the path is kept to be told.
 * Spec: exactly `Unauthorized` is a 401, every other failure a 500, and neither is kept [D][unverified:
 *   errors-not-cached]; on HTTP and WebSocket APIs too [unverified: unauthorized-elsewhere].
 */
import type { ResultCache } from '../cache/result-cache.ts';
import type { GatewayEvent } from '../events.ts';
import type { AuthorizerCall } from '../payload/call.ts';
import type { AuthorizerEvent } from '../payload/events.ts';
import type { OutcomeName } from '../status/outcomes.ts';
import type { AnswerResult, Verdict } from './answer.ts';
import type { Container } from './container.ts';
import { waitAtMost } from './deadline.ts';
import { isUnauthorized, toFailure, toLogText } from './failure.ts';
import { createLambdaContext } from './handler.ts';
import type { IdentityReader } from './identity.ts';

/** An accepted answer, and the request that it was given to. */
export type KeptVerdict = {
  readonly verdict: Verdict;
  readonly from: { readonly method: string; readonly path: string };
};

/** One authorizer of a gateway, of any kind. */
export type Authorizer = {
  readonly name: string;
  readonly container: Container;
  readonly timeoutMs: number;
  readonly readIdentity: IdentityReader;
  readonly toEvent: (call: AuthorizerCall, values: readonly string[]) => AuthorizerEvent;
  readonly parseAnswer: (returned: unknown) => AnswerResult<Verdict>;
  readonly cache: ResultCache<KeptVerdict>;
};

/** What the gateway lends: its clock, its place for the log, the ARN prefix of its functions. */
export type AuthorizerHost = {
  readonly nowMs: () => number;
  readonly report: (event: GatewayEvent) => void;
  readonly lambdaArnPrefix: string;
};

/** How asking ended: an answer, kept or new, or the outcome that the client gets instead. */
export type Asked = {
  readonly authorizerInvoked: boolean;
  readonly cached: boolean;
  /** The request whose answer was kept, its path without the query; absent for a new answer. */
  readonly keptFrom?: KeptVerdict['from'];
  /** Time spent in the handler, in whole milliseconds; 0 for a kept answer. */
  readonly latencyMs: number;
} & ({ readonly answer: Verdict } | { readonly refusal: OutcomeName });

const NOT_INVOKED = { authorizerInvoked: false, cached: false, latencyMs: 0 } as const;

/** Asks the authorizer; never rejects. */
export async function askAuthorizer(
  authorizer: Authorizer,
  call: AuthorizerCall,
  host: AuthorizerHost,
): Promise<Asked> {
  const origin = { authorizer: authorizer.name, requestId: call.requestId };
  const identity = authorizer.readIdentity(call);
  if (identity.outcome === 'refused') {
    host.report({ type: 'unauthorized', ...origin, cause: identity.cause });
    return { ...NOT_INVOKED, refusal: 'unauthorized' };
  }
  const key = toCacheKey(identity.values);
  const startMs = host.nowMs();
  const kept = authorizer.cache.find(key, startMs);
  if (kept !== undefined) return { ...NOT_INVOKED, cached: true, keptFrom: kept.from, answer: kept.verdict };

  const generation = authorizer.cache.generation();
  const { name, container, timeoutMs } = authorizer;
  const context = createLambdaContext(name, host.lambdaArnPrefix, startMs + timeoutMs, host.nowMs);
  const event = authorizer.toEvent(call, identity.values);
  const waited = await waitAtMost(() => container.invoke(event, context), timeoutMs, call.signal);
  const endMs = host.nowMs();
  const invoked = { authorizerInvoked: true, cached: false, latencyMs: Math.max(0, Math.round(endMs - startMs)) };

  if (waited.end === 'timedOut') {
    host.report({ type: 'authorizerTimedOut', ...origin, timeoutMs });
    return { ...invoked, refusal: 'authorizerFailed' };
  }
  const secret = toSecret(event, call, identity.values);
  if (waited.end === 'threw') {
    const failure = toFailure(waited.thrown);
    if (isUnauthorized(failure)) {
      host.report({ type: 'unauthorized', ...origin, cause: 'authorizerThrewUnauthorized' });
      return { ...invoked, refusal: 'unauthorized' };
    }
    const errorType = toLogText(failure.errorType, secret);
    const errorMessage = toLogText(failure.errorMessage, secret);
    host.report({ type: 'authorizerFailed', ...origin, errorType, errorMessage });
    return { ...invoked, refusal: 'authorizerFailed' };
  }
  const parsed = authorizer.parseAnswer(waited.value);
  if (parsed.outcome === 'refused') {
    const problems = parsed.problems.map((problem) => toLogText(problem, secret));
    host.report({ type: 'authorizerAnswerRefused', ...origin, problems });
    return { ...invoked, refusal: 'authorizerAnswerRefused' };
  }
  const from = { method: call.method, path: call.target.path };
  authorizer.cache.keep(key, { verdict: parsed.answer, from }, endMs, generation);
  return { ...invoked, answer: parsed.answer };
}

// Every value by itself, lengths included: joined as plain text, `a` with `b,c` would be found as `a,b` with `c`.
function toCacheKey(values: readonly string[]): string {
  return JSON.stringify(values);
}

// A TOKEN authorizer knows the token alone; the others see every header and the query, and may repeat any of them.
function toSecret(event: AuthorizerEvent, call: AuthorizerCall, values: readonly string[]): string {
  if (event.type === 'TOKEN') return values.join();
  return [...values, ...[...call.headers.values()].flat(), ...[...call.query.values()].flat()].join('\n');
}
