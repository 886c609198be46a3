/**
 * What each front of the Worker (gateway, middleware, RPC) decides with, and how its decisions reach log and metrics.
 *
 * Does not: answer a request; what becomes of a decision is the front's own.
 */
import {
  type AuthorizeRequest,
  type Authorizer,
  createAuthorizer,
  type Decision,
  type HeaderReader,
  type Policy,
  type Ports,
} from '@sallyport/core';
import { createWorkerPorts, type RuntimeOptions } from './environment.ts';
import type { WaitUntil } from './execution-context.ts';
import { createFaultLog, type LogSink, logDecision, writeRecord } from './log.ts';
import { createDecisionCounter } from './metrics/counter.ts';
import type { FrontName } from './metrics/data-point.ts';

/** Settings that every front takes. */
export interface FrontOptions extends RuntimeOptions {
  /** Takes the log records that the policy asks for. Default `console.log`. */
  readonly log?: LogSink;
}

/** The parts of a request that are decided on. */
export type Asked = Pick<AuthorizeRequest, 'url' | 'method' | 'headers'>;

/** What is known of a request beside its decision. */
export interface Circumstances {
  /** When its decision began, by the front's clock. */
  readonly startedAtMs: number;
  readonly waitUntil?: WaitUntil | undefined;
  readonly headers?: HeaderReader;
}

/** One policy, constructed, behind one front. */
export interface Front {
  readonly authorizer: Authorizer;
  readonly ports: Ports;
  /** Decides a request and tells of it; `review` may replace the decision before anybody hears of it. */
  readonly decide: (asked: Asked, waitUntil?: WaitUntil, review?: (decided: Decision) => Decision) => Promise<Decision>;
  /** Logs and counts a decision, and logs of a fault the state of the key sources. */
  readonly tell: (decision: Decision, circumstances: Circumstances) => void;
}

/** Constructs a front. @throws PolicyError where the policy or the environment has errors. */
export function createFront(policy: Policy, env: object, options: FrontOptions, name: FrontName): Front {
  const ports = createWorkerPorts(env, options);
  const authorizer = createAuthorizer(policy, ports);
  const { log, worker } = authorizer.policy;
  const logFault = createFaultLog(authorizer.keys);
  const count = createDecisionCounter(env, name, authorizer.keys);
  const sink = options.log ?? writeRecord;

  const tell: Front['tell'] = (decision, { startedAtMs, waitUntil, headers }) => {
    logDecision(decision, log, sink, waitUntil, headers);
    logFault(decision);
    count(decision, ports.clock() - startedAtMs);
  };
  const decide: Front['decide'] = async ({ url, method, headers }, waitUntil, review = (decided) => decided) => {
    const startedAtMs = ports.clock();
    const decided = await authorizer.authorize({
      ...{ url, method, headers, lookAlikes: worker.lookAlikes },
      ...(waitUntil ? { waitUntil } : {}),
    });
    const decision = review(decided);
    tell(decision, { startedAtMs, waitUntil, headers });
    return decision;
  };
  return { authorizer, ports, decide, tell };
}
