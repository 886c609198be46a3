/**
 * The middleware: every request that Hono dispatches is decided before a handler sees it.
 *
 * Does not: strip or set headers; handlers read `c.var.principal`. Mount it at `*`, before the routes: Hono runs
 * handlers in the order in which they were added.
 */
import { type Decision, type Denied, type Policy, type Principal, parseTarget } from '@sallyport/core';
import type { Context, MiddlewareHandler } from 'hono';
import { finishResponse } from './answer.ts';
import { toPreflightResponse } from './cors.ts';
import { toDenialResponse, toRefusal } from './denial.ts';
import type { WaitUntil } from './execution-context.ts';
import { createFront, type FrontOptions } from './front.ts';
import { markGuard } from './guard-mark.ts';
import { isReadAlike } from './hono-reading.ts';
import { logProblem, toErrorName } from './log.ts';
import { createMountWarning } from './mount-warning.ts';
import { createOwnPathAnswers } from './own-paths.ts';

/** What the middleware puts into Hono's context: `new Hono<SallyportEnv>()` types `c.var`. */
export interface SallyportEnv {
  Variables: {
    /**
     * Who the verified token speaks for; null on public routes, on optional ones without a token, and where a route with
     * `unsafeReportOnly` let an unverified request through.
     */
    principal: Principal | null;
    decision: Decision;
  };
}

/** Settings of the middleware. */
export interface GuardOptions extends FrontOptions {
  /** Lends a denial another body and content type. Status, challenge and effect stay as decided. */
  readonly onDeny?: (c: Context<SallyportEnv>, decision: Denied) => Response | Promise<Response>;
}

/**
 * Middleware that enforces a policy: `app.use('*', sallyport(policy, { env }))`.
 *
 * Beyond the core's reasons it denies `path_ambiguous` where Hono reads the raw target otherwise than the policy does.
 * @throws PolicyError with every error finding, among them each `${NAME}` that `env` lacks.
 */
export function sallyport(policy: Policy, options: GuardOptions = {}): MiddlewareHandler<SallyportEnv> {
  const { authorizer, decide } = createFront(policy, options.env ?? {}, options, 'middleware');
  const compiled = authorizer.policy;
  const answerOwnPath = createOwnPathAnswers(authorizer, null);
  const warnOfMount = createMountWarning();

  const guard: MiddlewareHandler<SallyportEnv> = async (c, next) => {
    warnOfMount(c);
    const request = c.req.raw;
    const own = answerOwnPath(request, parseTarget(request.url));
    if (own !== null) return own;
    const preflight = toPreflightResponse(compiled.cors, request);
    if (preflight !== null) return preflight;

    const decision = await decide(request, readWaitUntil(c), (decided) => checkReading(c, decided));
    c.set('decision', decision);
    c.set('principal', decision.principal);

    if (decision.effect === 'deny') {
      const answer = toDenialResponse(decision, await customBody(c, decision, options));
      return finishResponse(compiled, request, decision, answer, 'handler');
    }
    await next();
    const answer = finishResponse(compiled, request, decision, c.res, 'handler');
    // Given its own answer Hono would copy it, and an old one's headers over a new one's unless that is cleared first.
    if (answer !== c.res) {
      c.res = undefined;
      c.res = answer;
    }
    return undefined;
  };
  return markGuard(guard, compiled.routes);
}

function checkReading(c: Context, decision: Decision): Decision {
  if (decision.path === null || isReadAlike(c.req.raw, c.req.path, decision.path)) return decision;
  return toRefusal(decision, 'path_ambiguous', "Hono's reading");
}

async function customBody(
  c: Context<SallyportEnv>,
  decision: Denied,
  { onDeny }: GuardOptions,
): Promise<Response | null> {
  if (onDeny === undefined) return null;
  try {
    return await onDeny(c, decision);
  } catch (error) {
    // The denial stands whatever becomes of its body.
    logProblem('on_deny_failed', { decisionId: decision.decisionId, error: toErrorName(error) });
    return null;
  }
}

/** Hono's `executionCtx` throws where there is none, as under `app.request()` and on Node. */
function readWaitUntil(c: Context): WaitUntil | undefined {
  try {
    const context = c.executionCtx;
    return (work) => context.waitUntil(work);
  } catch {
    return undefined;
  }
}
