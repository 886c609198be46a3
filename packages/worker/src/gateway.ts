/**
 * The ready Worker: decides every request, then forwards what is allowed to its origin.
 *
 * Trust: nothing is forwarded without a decision that says `allow`; a gate that cannot be constructed denies everything.
 */
import { type Denied, type Policy, parseTarget, resolveAssertionKeys } from '@sallyport/core';
import { finishResponse } from './answer.ts';
import { type AssertionSigner, createAssertionSigner } from './assertion/signer.ts';
import { toPreflightResponse } from './cors.ts';
import { toDefect, toDenialResponse } from './denial.ts';
import type { ExecutionContext, WaitUntil } from './execution-context.ts';
import { forward } from './forward.ts';
import { createFront, type Front, type FrontOptions } from './front.ts';
import { logProblem, toErrorName } from './log.ts';
import { createDecisionCounter } from './metrics/counter.ts';
import { createOpening } from './opening.ts';
import { type Origin, resolveOrigins } from './origin.ts';
import { createHeaderFilter, type HeaderFilter } from './origin-headers.ts';
import { createOwnPathAnswers, type OwnPathAnswers } from './own-paths.ts';

/** Settings of the gateway. */
export interface GatewayOptions extends FrontOptions {}

/** A module Worker's default export. */
export interface GatewayWorker {
  fetch(request: Request, env: object, ctx?: ExecutionContext): Promise<Response>;
}

interface Gate extends Front {
  readonly origins: readonly Origin[];
  readonly filter: HeaderFilter;
  readonly signer: AssertionSigner | null;
  readonly answerOwnPath: OwnPathAnswers;
}

/**
 * A gateway Worker: `export default createGatewayWorker(policy)`.
 *
 * With `options.env` the gate is constructed here; without, from the environment of an isolate's first request. It
 * answers the core's denials, 502 where the origin cannot be reached, and 500 to everything while its policy or
 * environment has errors, which it logs once.
 * @throws PolicyError where `options.env` is given and the policy or the environment has errors.
 */
export function createGatewayWorker(policy: Policy, options: GatewayOptions = {}): GatewayWorker {
  const open = createOpening<Gate, GatewayOptions>((env, given) => createGate(policy, env, given), options);
  return {
    async fetch(request, env, ctx) {
      const gate = open(env, ctx?.exports);
      if (gate === 'defect')
        return toDenialResponse(countDefect(toDefect(request.method, 'policy'), options.env ?? env));
      const waitUntil: WaitUntil | undefined = ctx && ((work) => ctx.waitUntil(work));
      try {
        return await answer(gate, request, waitUntil);
      } catch (error) {
        const defect = countDefect(toDefect(request.method, toErrorName(error)), options.env ?? env);
        logProblem('defect', { decisionId: defect.decisionId, error: defect.about });
        return toDenialResponse(defect);
      }
    },
  };
}

function createGate(policy: Policy, env: object, options: GatewayOptions): Gate {
  const front = createFront(policy, env, options, 'gateway');
  const { authorizer, ports } = front;
  const origins = resolveOrigins(policy, authorizer.policy, env, ports.env);
  const { assertion } = authorizer.policy.worker;
  const signer = assertion && createAssertionSigner(resolveAssertionKeys(assertion, ports.env));
  const answerOwnPath = createOwnPathAnswers(authorizer, signer);
  return { ...front, origins, filter: createHeaderFilter(authorizer.policy), signer, answerOwnPath };
}

/** A gate that is closed is what operators must hear of first. */
function countDefect(defect: Denied, env: object): Denied {
  createDecisionCounter(env, 'gateway')(defect, 0);
  return defect;
}

async function answer(gate: Gate, request: Request, waitUntil?: WaitUntil): Promise<Response> {
  const { authorizer, origins, filter, signer } = gate;
  const { policy } = authorizer;
  const target = parseTarget(request.url);
  const own = gate.answerOwnPath(request, target);
  if (own !== null) return own;
  const preflight = toPreflightResponse(policy.cors, request);
  if (preflight !== null) return preflight;

  const decision = await gate.decide(request, waitUntil);
  const response =
    decision.effect === 'allow'
      ? await forward({ policy, filter, signer, request, target, decision }, origins)
      : toDenialResponse(decision);
  return finishResponse(policy, request, decision, response, 'fetched');
}
