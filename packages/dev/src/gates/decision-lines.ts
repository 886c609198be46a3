/**
 * Picks decision records out of what a gate writes to its log.
 */
import type { LogRecord } from '@sallyport/core';

/** Told of every decision that a gate logs. */
export type OnDecision = (record: LogRecord) => void;

/** The record that a log line holds, or null. */
export function parseDecisionLine(line: string): LogRecord | null {
  if (!line.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isLogRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isLogRecord(value: unknown): value is LogRecord {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'sallyport.decision';
}
