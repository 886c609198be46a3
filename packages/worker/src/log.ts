/**
 * Writes a decision to the log, as the policy's `log` says, and tells of keys that are missing.
 *
 * Does not: delay or fail an answer.
 */
import {
  type Authorizer,
  type CompiledPolicy,
  type Decision,
  type HeaderReader,
  isLogged,
  type KeySourceReport,
  type LogRecord,
  toLogRecord,
} from '@sallyport/core';
import type { WaitUntil } from './execution-context.ts';

/** One log line of the Worker gate. */
export interface WorkerLogRecord extends LogRecord {
  readonly gate: 'worker';
  /** Cloudflare's `CF-Ray`, by which its own logs name the request; null elsewhere. */
  readonly requestId: string | null;
}

/** Takes one record a decision. The default, `console.log`, is what Workers Logs indexes field by field. */
export type LogSink = (record: WorkerLogRecord) => void;

/** Cloudflare writes it; behind another edge a client could, so it must look like one. */
const RAY = /^[0-9a-f]{16}(?:-[A-Z]{3})?$/;

/** Logs a decision in the background. @param headers - Of the request, for the id that Cloudflare gave it. */
export function logDecision(
  decision: Decision,
  log: CompiledPolicy['log'],
  sink: LogSink,
  waitUntil?: WaitUntil,
  headers?: HeaderReader,
): void {
  // Asked first: handing work over to the runtime costs as much as a whole decision.
  if (!isLogged(decision, log)) return;
  const ray = headers?.get('CF-Ray') ?? '';
  const requestId = RAY.test(ray) ? ray : null;
  const written = toLogRecord(decision, log).then((record) => {
    if (record !== null) sink({ ...record, gate: 'worker', requestId });
  });
  // A sink that throws must end neither the process nor the request.
  const settled = written.catch((error: unknown) => logProblem('log_failed', { error: toErrorName(error) }));
  waitUntil?.(settled);
}

/** The default sink. */
export function writeRecord(record: WorkerLogRecord): void {
  console.log(record);
}

/** Tells operators of a decision that was a fault. */
export type FaultLog = (decision: Decision) => void;

/**
 * Tells of a 503 what the key sources say that lack keys or failed last: once a minute for each issuer, whatever the
 * traffic is.
 *
 * The decision's own line has the reason; this one has when the issuer last answered and how often it did not.
 */
export function createFaultLog(keys: Authorizer['keys']): FaultLog {
  const toldIn = new Map<string, number>();
  return (decision) => {
    if (decision.status !== 503) return;
    const minute = Math.floor(decision.decidedAt / 60);
    for (const report of keys()) {
      if (!isTroubled(report) || toldIn.get(report.iss) === minute) continue;
      toldIn.set(report.iss, minute);
      logProblem('keys_fault', { decisionId: decision.decisionId, reason: decision.reason, ...report });
    }
  };
}

/** A source with fresh keys is troubled too where the latest refresh failed: a new key could not be looked for. */
function isTroubled({ state, lastFailureAt, lastSuccessAt }: KeySourceReport): boolean {
  if (state !== 'fresh') return state !== 'inline';
  return lastFailureAt !== null && lastFailureAt >= (lastSuccessAt ?? 0);
}

/** Something that is wrong with the gate or its surroundings, for operators. */
export function logProblem(kind: string, facts: object): void {
  console.error({ kind: `sallyport.${kind}`, ...facts });
}

/** An error's name: messages of runtimes and libraries can quote what they were given. */
export function toErrorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
