/**
 * What one set of keys answers to a query.
 *
 * Denies: `key_not_found`, `key_ambiguous`.
 */
import { toAlgorithm } from '../token/algorithms.ts';
import type { TellKeyEvent } from './events.ts';
import { importKey } from './import.ts';
import type { KeyRules } from './jwk.ts';
import type { KeySet } from './key-set.ts';
import { selectKeys } from './select.ts';
import type { KeyAnswer, KeyQuery, VerificationKey } from './source.ts';

const NOT_FOUND: KeyAnswer = { kind: 'denied', reason: 'key_not_found' };

/** What an earlier query like this one found, null where none did. Asked for every token, so it makes no promise. */
export function recallAnswer(set: KeySet, { algorithm, kid }: KeyQuery): KeyAnswer | null {
  return set.found.get(algorithm)?.get(kid) ?? null;
}

/**
 * The answer, or null where a newer set could hold the key: none of its name can verify now, or none fits a token without
 * one. A key that an issuer repairs under its old name is then honoured as soon as a new one is.
 */
export async function findInSet(
  set: KeySet,
  query: KeyQuery,
  rules: KeyRules,
  tell: TellKeyEvent,
): Promise<KeyAnswer | null> {
  const entry = toAlgorithm(query.algorithm);
  if (entry === null) return NOT_FOUND;
  const selection = selectKeys(set, query.kid, entry);
  if (selection.kind === 'none') return null;
  if (selection.kind === 'ambiguous') return { kind: 'denied', reason: 'key_ambiguous' };

  const candidates: VerificationKey[] = [];
  for (const key of selection.keys) {
    const imported = await importKey(key, entry, rules, tell);
    if (imported !== null) candidates.push(imported);
  }
  return candidates.length > 0 ? remember(set, query, { kind: 'found', candidates }) : null;
}

function remember(set: KeySet, { algorithm, kid }: KeyQuery, answer: KeyAnswer): KeyAnswer {
  const byKid = set.found.get(algorithm) ?? new Map<string | null, KeyAnswer>();
  set.found.set(algorithm, byKid.set(kid, answer));
  return answer;
}
