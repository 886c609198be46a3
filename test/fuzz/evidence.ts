/**
 * What there is to see in a case that jose allows, read by other code than that which denied it.
 */
import type { FuzzCase } from './build.ts';
import { findKey, toToken } from './oracle.ts';

/** A stricter denial and what it may be about. */
export interface Evidence {
  readonly fuzzCase: FuzzCase;
  readonly reason: string;
  readonly about: string | null;
  readonly token: string;
  readonly segments: readonly string[];
  /** As text, a byte order mark left in. */
  readonly headerText: string;
  readonly payloadText: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The key that verifies it; null where the reason is not about keys. */
  readonly key: Readonly<Record<string, unknown>> | null;
  readonly keys: readonly unknown[];
}

const KEY_REASONS = ['signature_invalid', 'key_not_found', 'key_ambiguous', 'keys_unavailable', 'policy_refused'];

export async function toEvidence(
  fuzzCase: FuzzCase,
  claims: Readonly<Record<string, unknown>>,
  { reason, about }: { readonly reason: string; readonly about: string | null },
): Promise<Evidence> {
  const token = toToken(fuzzCase.authorization) ?? '';
  const segments = token.split('.');
  const [headerText = '', payloadText = ''] = segments.map((segment) => Buffer.from(segment, 'base64url').toString());
  const header = JSON.parse(headerText.replace(/^\ufeff/, ''));
  const key = KEY_REASONS.includes(reason) ? await findKey(fuzzCase) : null;
  const { keys } = JSON.parse(fuzzCase.body);
  return { fuzzCase, reason, about, token, segments, headerText, payloadText, header, claims, key, keys };
}

/** Whether a segment is another spelling of what it decodes to. */
export function isRespelled(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') !== text;
}
