/**
 * The gate behind an entrypoint: constructed once an isolate, from the environment of the first call.
 */
import {
  type Authorizer,
  createAuthorizer,
  type Decision,
  type HeaderReader,
  type Policy,
  PolicyError,
  type Ports,
} from '@sallyport/core';
import { createWorkerPorts, type RuntimeOptions, type WaitUntil } from '../environment.ts';
import { createFaultLog, type LogSink, logDecision, logProblem, toErrorName, writeRecord } from '../log.ts';
import { createDecisionCounter } from '../metrics/counter.ts';

/** Settings of the entrypoint. */
export interface RpcOptions extends RuntimeOptions {
  /** Takes the log records that the policy asks for. Default `console.log`. */
  readonly log?: LogSink;
}

/** What is known of a call beside its decision. */
export interface CallFacts {
  readonly waitUntil: WaitUntil;
  /** When the call began, by the gate's clock. */
  readonly startedAtMs: number;
  readonly headers?: HeaderReader;
}

/** What both methods decide with. */
export interface RpcGate {
  readonly authorizer: Authorizer;
  readonly ports: Pick<Ports, 'clock' | 'newId'>;
  /** Logs and counts a decision, and logs of a fault the state of the key sources. */
  readonly tell: (decision: Decision, call: CallFacts) => void;
}

/** The gate. @throws PolicyError where the policy or the environment has errors. */
export function createRpcGate(policy: Policy, env: object, options: RpcOptions): RpcGate {
  const ports = createWorkerPorts(env, options);
  const authorizer = createAuthorizer(policy, ports);
  const logFault = createFaultLog(authorizer.keys);
  const log = options.log ?? writeRecord;
  const count = createDecisionCounter(env, 'rpc', authorizer.keys);
  const tell: RpcGate['tell'] = (decision, { waitUntil, startedAtMs, headers }) => {
    logDecision(decision, authorizer.policy.log, log, waitUntil, headers);
    logFault(decision);
    count(decision, ports.clock() - startedAtMs);
  };
  return { authorizer, ports, tell };
}

/** Constructs a gate where nobody can catch an error: the isolate stays closed until the next deploy. */
export function openRpcGate(policy: Policy, env: object, options: RpcOptions): RpcGate | 'defect' {
  try {
    return createRpcGate(policy, env, options);
  } catch (error) {
    const findings = error instanceof PolicyError ? error.findings : [];
    logProblem('defect', { error: toErrorName(error), findings });
    return 'defect';
  }
}
