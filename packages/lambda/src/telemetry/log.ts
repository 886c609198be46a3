/**
 * Writes one line for each decision: the record of both gates under the field names of Powertools.
 *
 * Does not: hold anything of a token beyond what the policy's `log` section names.
 */
import { type Decision, type LogEntry, type LogRecord, toLogRecord } from '@sallyport/core';
import type { CompiledIam } from '../iam/compile.ts';
import type { Invocation } from './invocation.ts';

/** Takes one record; what it throws is dropped. */
export type Log = (record: object) => void;

/** What a document says of the decision, in a log line. */
export interface DocumentFacts {
  readonly bytes: number;
  /** Why it grants less than the policy; null where it does not. */
  readonly narrowed: CompiledIam['narrowed'];
}

/** One log line of the Lambda gate. */
export interface LambdaLogRecord extends LogRecord, Invocation {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  /** ISO 8601 with milliseconds. */
  readonly timestamp: string;
  /** Size of the IAM document, and why it grants less than the policy, if it does. */
  readonly documentBytes?: number;
  readonly documentNarrowed?: CompiledIam['narrowed'];
}

/** The line for a decision, or null where the policy logs no such decision. */
export async function toLambdaLogRecord(
  decision: Decision,
  entry: Required<LogEntry>,
  invocation: Invocation,
  document: DocumentFacts | null,
): Promise<LambdaLogRecord | null> {
  const record = await toLogRecord(decision, entry);
  if (record === null) return null;
  return {
    level: toLevel(decision),
    message: decision.reason === null ? 'allow' : `deny ${decision.reason}`,
    timestamp: new Date(decision.decidedAt * 1000).toISOString(),
    ...invocation,
    ...record,
    ...(document && { documentBytes: document.bytes, documentNarrowed: document.narrowed }),
  };
}

/** The warning that a document had to leave out grants for its size; null otherwise, or where the policy logs nothing. */
export function toSizeWarning(
  { decidedAt, policy }: Decision,
  entry: Required<LogEntry>,
  invocation: Invocation,
  document: DocumentFacts | null,
): object | null {
  if (document?.narrowed !== 'too_large' || entry.decisions === 'off') return null;
  return {
    level: 'WARN',
    message: 'the IAM document is too large and grants less than the policy',
    timestamp: new Date(decidedAt * 1000).toISOString(),
    ...invocation,
    kind: 'sallyport.narrowed',
    policy,
    documentBytes: document.bytes,
  };
}

function toLevel({ effect, status }: Decision): LambdaLogRecord['level'] {
  if (status >= 500) return 'ERROR';
  return effect === 'allow' ? 'INFO' : 'WARN';
}
