/**
 * A tier: a copy of key sets that outlives this isolate or environment, asked before the network on a cold start.
 *
 * Trust: none. Whoever can write to a tier could sign, so what it holds is judged like an issuer's answer, for the
 * issuer and place it is stored under, and is dated by its original fetch. Only a fresh copy is used.
 * Does not: serve unknown `kid`s; a forced fetch always goes to the issuer.
 */
import type { CompiledIssuer } from '../document/compiled.ts';
import type { Ports } from '../ports.ts';
import { isJsonObject } from '../token/json.ts';
import { MAX_FRESH_MS, TIER_DEADLINE_MS } from './bounds.ts';
import type { TellKeyEvent } from './events.ts';
import { parseKeySet } from './key-set.ts';
import type { Loaded, RemoteLocation } from './load.ts';
import type { KeyTierScope, StoredKeySet } from './source.ts';

type LoadedSet = Extract<Loaded, { readonly kind: 'set' }>;

/** What reading and writing a tier needs. */
export interface TierAccess {
  readonly issuer: CompiledIssuer;
  readonly location: RemoteLocation;
  readonly ports: Pick<Ports, 'clock' | 'sleep' | 'keyTier'>;
  readonly tell: TellKeyEvent;
}

/** The tier's copy, where it is fresh and usable; null otherwise, and after 500 ms without an answer. Never rejects. */
export async function readTier({ issuer, location, ports, tell }: TierAccess): Promise<LoadedSet | null> {
  if (!ports.keyTier) return null;
  const answered = new AbortController();
  const stored: unknown = await Promise.race([
    ports.keyTier.get(toScope(issuer, location)),
    ports.sleep(TIER_DEADLINE_MS, answered.signal).then(() => null),
  ]).catch(() => null);
  answered.abort();
  if (!isStored(stored) || !isFresh(stored, ports.clock())) return null;
  const { body, fetchedAtMs, freshForMs } = stored;
  const parsed = parseKeySet(body, issuer);
  if (parsed.kind === 'unusable') {
    tell('failed', 'tier_unusable');
    return null;
  }
  return { kind: 'set', set: parsed.set, body, fetchedAtMs, freshForMs, metadata: null };
}

/** Keeps what the network brought. Never rejects. */
export async function writeTier({ issuer, location, ports }: TierAccess, loaded: LoadedSet): Promise<void> {
  const { body, fetchedAtMs, freshForMs } = loaded;
  try {
    await ports.keyTier?.put(toScope(issuer, location), { body, fetchedAtMs, freshForMs });
  } catch {
    // A tier that keeps nothing costs a fetch elsewhere, and no decision here.
  }
}

function toScope({ iss }: CompiledIssuer, location: RemoteLocation): KeyTierScope {
  return { iss, place: location.kind === 'jwksUri' ? location.uri : 'discovery' };
}

function isStored(value: unknown): value is StoredKeySet {
  return isJsonObject(value) && Number.isFinite(value.fetchedAtMs) && Number.isFinite(value.freshForMs);
}

/** A date ahead of the clock is no date: it would keep a copy fresh for as long as its writer likes. */
function isFresh({ fetchedAtMs, freshForMs }: StoredKeySet, nowMs: number): boolean {
  return fetchedAtMs <= nowMs && nowMs - fetchedAtMs < Math.min(freshForMs, MAX_FRESH_MS);
}
