/**
 * Shared tiers: copies of key sets that outlive this isolate or environment, asked before the network.
 *
 * Trust: none. Whoever can write to a tier could sign, so what it holds is judged like an issuer's answer, for the
 * issuer and place it is stored under, and is dated by its original fetch: a copy past its freshness is a stale set like
 * any other, and one past the stale bound is nothing.
 * Does not: serve unknown `kid`s; a forced fetch always goes to the issuer.
 */
import type { CompiledIssuer } from '../document/compiled.ts';
import type { Ports } from '../ports.ts';
import { isJsonObject } from '../token/json.ts';
import { MAX_FRESH_MS, MAX_TIER_DEADLINE_MS, STALE_BOUND_MS, TIER_DEADLINE_MS } from './bounds.ts';
import type { TellKeyEvent } from './events.ts';
import { parseKeySet, toPublicKeySet } from './key-set.ts';
import type { DatedSet, RemoteLocation } from './load.ts';
import type { KeyTier, KeyTierScope, StoredKeySet } from './source.ts';

/** What reading and writing tiers needs. */
export interface TierAccess {
  readonly issuer: CompiledIssuer;
  readonly location: RemoteLocation;
  readonly ports: Pick<Ports, 'clock' | 'sleep' | 'keyTiers'>;
  readonly tell: TellKeyEvent;
}

/**
 * The first fresh copy that any tier holds, else the youngest stale one; `unreachable` where there is none and a tier has
 * found that the issuer does not answer; null where the network is to be asked. Never rejects.
 *
 * @param afterMs - Copies of this instant (epoch milliseconds) and older are no news.
 * @param onTier - Called before each tier is asked.
 */
export async function readTiers(
  access: TierAccess,
  afterMs: number,
  onTier: () => void,
): Promise<DatedSet | 'unreachable' | null> {
  let best: DatedSet | null = null;
  let isUnreachable = false;
  for (const tier of access.ports.keyTiers ?? []) {
    onTier();
    const stored = await ask(tier, access);
    if (stored === 'unreachable') isUnreachable = true;
    const copy = judge(stored, access);
    if (copy === null || copy.fetchedAtMs <= Math.max(afterMs, best?.fetchedAtMs ?? 0)) continue;
    if (access.ports.clock() - copy.fetchedAtMs < copy.freshForMs) return copy;
    best = copy;
  }
  return best ?? (isUnreachable ? 'unreachable' : null);
}

/** Keeps what the network brought in every tier. Never rejects. */
export async function writeTiers({ issuer, location, ports }: TierAccess, loaded: DatedSet): Promise<void> {
  const keep = async (tier: KeyTier): Promise<void> => tier.put(toScope(issuer, location), toStored(loaded));
  // A tier that keeps nothing costs a fetch elsewhere, and no decision here.
  await Promise.allSettled((ports.keyTiers ?? []).map(keep));
}

/** What an issuer's copies are stored under. */
export function toScope({ iss }: CompiledIssuer, location: RemoteLocation): KeyTierScope {
  return { iss, place: location.kind === 'jwksUri' ? location.uri : 'discovery' };
}

/** A set as it is kept. */
export function toStored({ set, fetchedAtMs, freshForMs }: DatedSet): StoredKeySet {
  return { body: toPublicKeySet(set), fetchedAtMs, freshForMs };
}

async function ask(tier: KeyTier, { issuer, location, ports }: TierAccess): Promise<unknown> {
  try {
    const stored = tier.get(toScope(issuer, location));
    // A copy that is at hand needs no timer: a cold start would wait for the runtime to make one.
    // Told by its `then`: another realm's promise, or one of a runtime's calls between services, is none of this realm's.
    if (stored === null || typeof stored === 'string' || !('then' in stored)) return stored;
    return await waitFor(stored, tier, ports);
  } catch {
    return null;
  }
}

async function waitFor(
  stored: Promise<unknown>,
  { timeoutMs = TIER_DEADLINE_MS }: KeyTier,
  ports: TierAccess['ports'],
): Promise<unknown> {
  const answered = new AbortController();
  try {
    return await Promise.race([stored, ports.sleep(Math.min(timeoutMs, MAX_TIER_DEADLINE_MS), answered.signal)]);
  } finally {
    answered.abort();
  }
}

/** A copy as a set, or null: it has a date, which is not ahead of the clock (a copy that never ages), and usable keys. */
function judge(stored: unknown, { issuer, ports, tell }: TierAccess): DatedSet | null {
  if (!isStored(stored)) return null;
  const { body, fetchedAtMs } = stored;
  const ageMs = ports.clock() - fetchedAtMs;
  if (ageMs < 0 || ageMs >= STALE_BOUND_MS) return null;
  const parsed = parseKeySet(body, issuer);
  if (parsed.kind === 'set') {
    return { set: parsed.set, fetchedAtMs, freshForMs: Math.min(stored.freshForMs, MAX_FRESH_MS) };
  }
  tell('failed', 'tier_unusable');
  return null;
}

function isStored(value: unknown): value is StoredKeySet {
  return isJsonObject(value) && Number.isFinite(value.fetchedAtMs) && Number.isFinite(value.freshForMs);
}
