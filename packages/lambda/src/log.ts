/**
 * Writes one line for each decision, in the same fields as the Worker gate.
 */
import { type Decision, type LogEntry, toLogRecord } from '@sallyport/core';

/** Takes one record; what it throws is dropped. */
export type Log = (record: object) => void;

/** Logs a decision as the policy says. Never rejects: a log that fails must not decide a request. */
export async function logDecision(decision: Decision, entry: Required<LogEntry>, log: Log): Promise<void> {
  try {
    const record = await toLogRecord(decision, entry);
    if (record !== null) log(record);
  } catch {
    // Nothing to fall back to: the log is what failed.
  }
}
