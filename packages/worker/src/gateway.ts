/**
 * The ready Worker: decides every request, then forwards what is allowed to its origin.
 *
 * Trust: nothing is forwarded without a decision that says `allow`; a gate that cannot be constructed denies everything.
 */
import {
  type Authorizer,
  createAuthorizer,
  type Denied,
  type Policy,
  PolicyError,
  type Ports,
  parseTarget,
  resolveAssertionKeys,
} from '@sallyport/core';
import { finishResponse } from './answer.ts';
import { type AssertionSigner, createAssertionSigner } from './assertion/signer.ts';
import { toPreflightResponse } from './cors.ts';
import { toDefect, toDenialResponse } from './denial.ts';
import { createWorkerPorts, type RuntimeOptions, type WaitUntil } from './environment.ts';
import { forward } from './forward.ts';
import {
  createFaultLog,
  type FaultLog,
  type LogSink,
  logDecision,
  logProblem,
  toErrorName,
  writeRecord,
} from './log.ts';
import { createDecisionCounter, type DecisionCounter } from './metrics/counter.ts';
import { type Origin, resolveOrigins } from './origin.ts';
import { createHeaderFilter } from './origin-headers.ts';
import { createOwnPathAnswers, type OwnPathAnswers } from './own-paths.ts';

/** Settings of the gateway. */
export interface GatewayOptions extends RuntimeOptions {
  /** Takes the log records that the policy asks for. Default `console.log`. */
  readonly log?: LogSink;
}

/** A module Worker's default export. */
export interface GatewayWorker {
  fetch(request: Request, env: object, ctx?: ExecutionContext): Promise<Response>;
}

/** What workerd hands to a Worker beside the request. */
export interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void;
  /** The Worker's own exports, where the runtime tells them. */
  readonly exports?: object;
}

interface Gate {
  readonly authorizer: Authorizer;
  readonly origins: readonly Origin[];
  readonly filter: (name: string) => 'keep' | 'drop';
  readonly logFault: FaultLog;
  readonly signer: AssertionSigner | null;
  readonly answerOwnPath: OwnPathAnswers;
  readonly clock: Ports['clock'];
  readonly count: DecisionCounter;
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
  let gate: Gate | 'defect' | null = options.env ? createGate(policy, options.env, options) : null;
  return {
    async fetch(request, env, ctx) {
      gate ??= openGate(policy, env, ctx?.exports ? { exports: ctx.exports, ...options } : options);
      if (gate === 'defect')
        return toDenialResponse(countDefect(toDefect(request.method, 'policy'), options.env ?? env));
      const waitUntil: WaitUntil | undefined = ctx && ((work) => ctx.waitUntil(work));
      try {
        return await answer(gate, request, options.log ?? writeRecord, waitUntil);
      } catch (error) {
        const defect = countDefect(toDefect(request.method, toErrorName(error)), options.env ?? env);
        logProblem('defect', { decisionId: defect.decisionId, error: defect.about });
        return toDenialResponse(defect);
      }
    },
  };
}

function createGate(policy: Policy, env: object, options: GatewayOptions): Gate {
  const ports = createWorkerPorts(env, options);
  const authorizer = createAuthorizer(policy, ports);
  const origins = resolveOrigins(policy, authorizer.policy, env, ports.env);
  const { assertion } = authorizer.policy.worker;
  const signer = assertion && createAssertionSigner(resolveAssertionKeys(assertion, ports.env));
  const answerOwnPath = createOwnPathAnswers(authorizer, signer);
  const logFault = createFaultLog(authorizer.keys);
  const count = createDecisionCounter(env, 'gateway', authorizer.keys);
  const filter = createHeaderFilter(authorizer.policy);
  return { authorizer, origins, filter, logFault, signer, answerOwnPath, clock: ports.clock, count };
}

/** Constructs a gate where nobody can catch an error: the isolate stays closed until the next deploy. */
function openGate(policy: Policy, env: object, options: GatewayOptions): Gate | 'defect' {
  try {
    return createGate(policy, env, options);
  } catch (error) {
    const findings = error instanceof PolicyError ? error.findings : [];
    logProblem('defect', { error: toErrorName(error), findings });
    return 'defect';
  }
}

/** A gate that is closed is what operators must hear of first. */
function countDefect(defect: Denied, env: object): Denied {
  createDecisionCounter(env, 'gateway')(defect, 0);
  return defect;
}

async function answer(gate: Gate, request: Request, log: LogSink, waitUntil?: WaitUntil): Promise<Response> {
  const { authorizer, origins, filter, signer } = gate;
  const { policy } = authorizer;
  const target = parseTarget(request.url);
  const own = gate.answerOwnPath(request, target);
  if (own !== null) return own;
  const preflight = toPreflightResponse(policy.cors, request);
  if (preflight !== null) return preflight;

  const { url, method, headers } = request;
  const startedAtMs = gate.clock();
  const decision = await authorizer.authorize({
    ...{ url, method, headers, lookAlikes: policy.worker.lookAlikes },
    ...(waitUntil ? { waitUntil } : {}),
  });
  logDecision(decision, policy.log, log, waitUntil, headers);
  gate.logFault(decision);
  gate.count(decision, gate.clock() - startedAtMs);

  const response =
    decision.effect === 'allow'
      ? await forward({ policy, filter, signer, request, target, decision }, origins)
      : toDenialResponse(decision);
  return finishResponse(policy, request, decision, response);
}
