/**
 * Which facts of a decision or of an issuer's keys become a row, and in which columns.
 *
 * Does not: hold a token, a subject, a path, a query or a header. Every text is the policy's own or from a fixed list,
 * but for an issuer's identifier, which the policy or a verified token names.
 */
import type { Decision, KeyEvent, KeySourceReport } from '@sallyport/core';
import { toKeyHealth } from '../health/report.ts';
import type { DataPoint } from './dataset.ts';

/** Which part of the Worker decided. */
export type FrontName = 'gateway' | 'middleware' | 'rpc';

/** What a decision's row holds beside the decision. */
export interface DecisionFacts {
  readonly front: FrontName;
  /** Milliseconds by the gate's clock, which workerd moves on I/O alone. */
  readonly durationMs: number;
  /** The state of every issuer's keys, after the decision. */
  readonly keys: readonly KeySourceReport[];
}

/** Bytes of an index; Analytics Engine refuses a longer one. */
const MAX_INDEX_BYTES = 96;
/** Bytes of a text: all of a row's may come to 16 KB. */
const MAX_BLOB_BYTES = 512;
/** `sha256:` and twelve digits tell two policies apart. */
const HASH_LENGTH = 'sha256:'.length + 12;

const METHOD_CLASSES = new Map([
  ...['GET', 'HEAD'].map((method) => [method, 'read'] as const),
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, 'write'] as const),
  ['OPTIONS', 'options'],
]);

const KEY_STATES = { ok: 0, degraded: 1, unavailable: 2 } as const;

/** The row of a decision. */
export function toDecisionPoint(decision: Decision, { front, durationMs, keys }: DecisionFacts): DataPoint {
  const { effect, status, route, method, policy, principal } = decision;
  const reported = effect === 'allow' ? decision.reported : null;
  const reason = decision.reason ?? reported?.reason ?? '';
  // A clock that was set back took no negative time.
  const ms = Math.max(0, durationMs);
  return toPoint(
    route ?? reason,
    [
      ...['decision', front, effect, reason, reported === null ? 'enforce' : 'report', route ?? ''],
      ...[principal?.issuer ?? '', principal?.iss ?? '', METHOD_CLASSES.get(method) ?? 'other'],
      policy.slice(0, HASH_LENGTH),
    ],
    [1, ms, toKeyState(keys, principal?.iss ?? null), status],
  );
}

/** The row of a fetch of keys, or of keys refused. */
export function toKeyPoint({ kind, iss, why }: KeyEvent): DataPoint {
  return toPoint('keys', ['keys', '', kind, why ?? '', '', '', '', iss, '', ''], [1, 0, 0, 0]);
}

/** Of the caller's issuer; where nobody was verified, the worst of all issuers. */
function toKeyState(keys: readonly KeySourceReport[], iss: string | null): number {
  const own = iss === null ? [] : keys.filter((report) => report.iss === iss);
  return KEY_STATES[toKeyHealth(own.length === 0 ? keys : own)];
}

function toPoint(index: string, blobs: readonly string[], doubles: number[]): DataPoint {
  return {
    indexes: [toBytes(index, MAX_INDEX_BYTES)],
    blobs: blobs.map((blob) => toBytes(blob, MAX_BLOB_BYTES)),
    doubles,
  };
}

/** The longest start of a text that takes no more bytes; a character is never cut in two. */
function toBytes(text: string, max: number): string {
  // No character takes more than three bytes for each of its UTF-16 units.
  if (text.length * 3 <= max) return text;
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(max)).read);
}
