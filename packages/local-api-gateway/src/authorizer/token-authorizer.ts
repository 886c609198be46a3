/**
 * Asks one TOKEN authorizer about one request: the pre-check, then its cached result, else its handler.
 *
 * Trust: the answer is kept as document and context and judged anew for every request; nothing of the first request's
 *   path reaches the cache but what the handler itself put into its document.
 * Spec: exactly `Unauthorized` is a 401, every other failure a 500, and neither is kept [D][unverified:
 *   errors-not-cached].
 */
import type { ResultCache } from '../cache/result-cache.ts';
import type { GatewayEvent } from '../events.ts';
import type { RequestHeaders } from '../request/headers.ts';
import type { OutcomeName } from '../status/outcomes.ts';
import { type AuthorizerAnswer, parseAnswer } from './answer.ts';
import { waitAtMost } from './deadline.ts';
import { isUnauthorized, toFailure, toLogText } from './failure.ts';
import { type AuthorizerHandler, createLambdaContext } from './handler.ts';
import type { IdentityReader } from './identity.ts';

/** One authorizer of the gateway; `handler` may be replaced while it runs. */
export type TokenAuthorizer = {
  readonly name: string;
  handler: AuthorizerHandler;
  readonly readIdentity: IdentityReader;
  readonly timeoutMs: number;
  readonly cache: ResultCache<AuthorizerAnswer>;
};

/** What one request brings. */
export type AuthorizerRequest = {
  readonly requestId: string;
  readonly headers: RequestHeaders;
  readonly methodArn: string;
  readonly signal: AbortSignal | undefined;
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
  /** Time spent in the handler, in whole milliseconds; 0 for a kept answer. */
  readonly latencyMs: number;
} & ({ readonly answer: AuthorizerAnswer } | { readonly refusal: OutcomeName });

const NOT_INVOKED = { authorizerInvoked: false, cached: false, latencyMs: 0 } as const;

/** Asks the authorizer; never rejects. */
export async function askTokenAuthorizer(
  authorizer: TokenAuthorizer,
  request: AuthorizerRequest,
  host: AuthorizerHost,
): Promise<Asked> {
  const origin = { authorizer: authorizer.name, requestId: request.requestId };
  const identity = authorizer.readIdentity(request.headers);
  if (identity.outcome === 'refused') {
    host.report({ type: 'unauthorized', ...origin, cause: identity.cause });
    return { ...NOT_INVOKED, refusal: 'unauthorized' };
  }
  const { token } = identity;
  const startMs = host.nowMs();
  const kept = authorizer.cache.find(token, startMs);
  if (kept !== undefined) return { ...NOT_INVOKED, cached: true, answer: kept };

  const generation = authorizer.cache.generation();
  const { name, handler, timeoutMs } = authorizer;
  const context = createLambdaContext(name, host.lambdaArnPrefix, startMs + timeoutMs, host.nowMs);
  const event = { type: 'TOKEN', authorizationToken: token, methodArn: request.methodArn } as const;
  const waited = await waitAtMost(() => handler(event, context), timeoutMs, request.signal);
  const endMs = host.nowMs();
  const invoked = { authorizerInvoked: true, cached: false, latencyMs: Math.max(0, Math.round(endMs - startMs)) };

  if (waited.end === 'timedOut') {
    host.report({ type: 'authorizerTimedOut', ...origin, timeoutMs });
    return { ...invoked, refusal: 'authorizerFailed' };
  }
  if (waited.end === 'threw') {
    const failure = toFailure(waited.thrown);
    if (isUnauthorized(failure)) {
      host.report({ type: 'unauthorized', ...origin, cause: 'authorizerThrewUnauthorized' });
      return { ...invoked, refusal: 'unauthorized' };
    }
    const errorType = toLogText(failure.errorType, token);
    const errorMessage = toLogText(failure.errorMessage, token);
    host.report({ type: 'authorizerFailed', ...origin, errorType, errorMessage });
    return { ...invoked, refusal: 'authorizerFailed' };
  }
  const parsed = parseAnswer(waited.value);
  if (parsed.outcome === 'refused') {
    const problems = parsed.problems.map((problem) => toLogText(problem, token));
    host.report({ type: 'authorizerAnswerRefused', ...origin, problems });
    return { ...invoked, refusal: 'authorizerAnswerRefused' };
  }
  authorizer.cache.keep(token, parsed.answer, endMs, generation);
  return { ...invoked, answer: parsed.answer };
}
