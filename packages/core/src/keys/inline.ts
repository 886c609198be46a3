/**
 * A key source over keys written in the policy: no fetch, no expiry, no doubt about an unknown `kid`.
 */
import type { CompiledIssuer } from '../document/compiled.ts';
import type { Ports } from '../ports.ts';
import { createKeyEvents } from './events.ts';
import { findInSet, recallAnswer } from './find-in-set.ts';
import { createKeySet, parseKeySet } from './key-set.ts';
import { toPolicyReport } from './policy-report.ts';
import type { KeyAnswer, KeyQuery, KeySource } from './source.ts';

/** A key source over inline keys, judged like keys from the network; unusable ones are told of at construction. */
export function createInlineKeySource(
  issuer: CompiledIssuer,
  keys: readonly object[],
  ports: Pick<Ports, 'onKeyEvent'>,
): KeySource {
  const tell = createKeyEvents(issuer.iss, ports);
  const parsed = parseKeySet({ keys }, issuer);
  for (const why of parsed.refusals) tell('refused_key', why);
  if (parsed.kind === 'unusable') tell('failed', parsed.why);
  const set = parsed.kind === 'set' ? parsed.set : createKeySet([], parsed.refusals.length);

  const search = async (query: KeyQuery): Promise<KeyAnswer> =>
    (await findInSet(set, query, issuer, tell)) ?? { kind: 'denied', reason: 'key_not_found' };

  return {
    find: (query) => recallAnswer(set, query) ?? search(query),
    report: () => toPolicyReport(issuer.iss, set.keys.length, set.refusedCount),
  };
}
