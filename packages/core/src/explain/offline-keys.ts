/**
 * Key sources that reach no network: keys in the policy, and copies that a tier holds.
 */
import type { CompiledIssuer } from '../document/compiled.ts';
import { createKeySource } from '../keys/create.ts';
import type { KeySource } from '../keys/source.ts';
import type { Ports } from '../ports.ts';

const OFFLINE = new WeakSet<KeySource>();

/** The key source of an issuer without its network; one that needs it answers `keys_unavailable`. */
export function createOfflineKeySource(issuer: CompiledIssuer, ports: Ports): KeySource {
  const needsNetwork = issuer.keys.kind === 'discovery' || issuer.keys.kind === 'jwksUri';
  if (!needsNetwork) return createKeySource(issuer, ports);
  const { bindingFetch: _, ...rest } = ports;
  const source = createKeySource(issuer, { ...rest, fetch: () => Promise.reject(new TypeError('offline')) });
  const offline: KeySource = {
    find: async (query) => {
      const answer = await source.find(query);
      // A reader of the answer is told of keys alone, whether they would have been found by discovery or not.
      return answer.kind === 'fault' ? { ...answer, reason: 'keys_unavailable' } : answer;
    },
    report: source.report,
  };
  OFFLINE.add(offline);
  return offline;
}

/** Whether a source would have used the network. */
export function isOfflineSource(source: KeySource): boolean {
  return OFFLINE.has(source);
}
