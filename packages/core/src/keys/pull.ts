/**
 * Asks an issuer for its keys once, for someone who keeps copies: `sallyport keys pull`, a cached entrypoint.
 *
 * Does not: hold or adopt anything; whoever reads the copy judges it anew.
 */
import type { CompiledIssuer } from '../document/compiled.ts';
import { resolveMetadata } from '../issuers/discovery.ts';
import type { Ports } from '../ports.ts';
import type { FaultReason } from './back-off.ts';
import { createKeyEvents } from './events.ts';
import { loadKeys } from './load.ts';
import type { KeyTierScope, StoredKeySet } from './source.ts';
import { toScope, toStored } from './tier.ts';

/** A copy to keep; or which step failed; or `inline`, keys that stand in the policy and are fetched from nowhere. */
export type PulledKeys =
  | { readonly kind: 'pulled'; readonly scope: KeyTierScope; readonly stored: StoredKeySet; readonly keyCount: number }
  | { readonly kind: 'failed'; readonly reason: FaultReason }
  | { readonly kind: 'inline' };

/** What an issuer's copies are stored under, known without a fetch; null for keys that stand in the policy. */
export function toPullScope(issuer: CompiledIssuer): KeyTierScope | null {
  const location = issuer.keys;
  return location.kind === 'jwks' || location.kind === 'hmac' ? null : toScope(issuer, location);
}

/** Fetches an issuer's key set, through its metadata where the policy says so: at most three requests of 3 s each. */
export async function pullKeys(issuer: CompiledIssuer, ports: Ports): Promise<PulledKeys> {
  const location = issuer.keys;
  if (location.kind === 'jwks' || location.kind === 'hmac') return { kind: 'inline' };
  const tell = createKeyEvents(issuer.iss, ports);
  const onRequest = (): void => undefined;
  const loader = { issuer, location, ports, tell, discover: resolveMetadata, onRequest, onMetadata: onRequest };
  const loaded = await loadKeys(loader, null);
  if (loaded.kind === 'failed') return loaded;
  const keyCount = loaded.set.keys.length;
  return { kind: 'pulled', scope: toScope(issuer, location), stored: toStored(loaded), keyCount };
}
