/**
 * Writes a decision to the log, as the policy's `log` says.
 *
 * Does not: delay or fail an answer.
 */
import { type CompiledPolicy, type Decision, type LogRecord, toLogRecord } from '@sallyport/core';
import type { WaitUntil } from './environment.ts';

/** Takes one record a decision. The default, `console.log`, is what Workers Logs indexes field by field. */
export type LogSink = (record: LogRecord) => void;

/** Logs a decision in the background. */
export function logDecision(
  decision: Decision,
  log: CompiledPolicy['log'],
  sink: LogSink,
  waitUntil?: WaitUntil,
): void {
  const written = toLogRecord(decision, log).then((record) => {
    if (record !== null) sink(record);
  });
  // A sink that throws must end neither the process nor the request.
  const settled = written.catch((error: unknown) => logProblem('log_failed', { error: toErrorName(error) }));
  waitUntil?.(settled);
}

/** The default sink. */
export function writeRecord(record: LogRecord): void {
  console.log(record);
}

/** Something that is wrong with the gate or its surroundings, for operators. */
export function logProblem(kind: string, facts: object): void {
  console.error({ kind: `sallyport.${kind}`, ...facts });
}

/** An error's name: messages of runtimes and libraries can quote what they were given. */
export function toErrorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
