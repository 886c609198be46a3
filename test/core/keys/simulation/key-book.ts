/**
 * What a simulated issuer publishes: its good keys, the dirt among them, and what each was called and when.
 */
import { type Material, materialOf } from './key-pool.ts';
import type { Random } from './random.ts';
import type { Change, Dirt, IssuerIndex } from './schedule.ts';

export interface PublishedKey {
  readonly kid: string;
  readonly material: Material;
  readonly publishedAtMs: number;
}

/** What a whole answer says. */
export interface Offer {
  readonly keys: readonly PublishedKey[];
  /** Names of members that no token can be verified with. */
  readonly spoiltKids: ReadonlySet<string>;
  /** Members beside the good keys. */
  readonly others: number;
}

export interface KeyBook {
  readonly keys: () => readonly PublishedKey[];
  /** Names published once and no more. */
  readonly removedKids: () => readonly string[];
  readonly change: (change: Change, nowMs: number) => void;
  readonly soil: (dirt: readonly Dirt[]) => void;
  readonly offer: () => Offer;
  /** The members as JSON has them. */
  readonly members: () => readonly unknown[];
}

// Both issuers name their keys alike; their material is never the same.
const MATERIALS_EACH = 120;
const MAX_PUBLISHED = 6;

const POINT = { kty: 'EC', crv: 'P-256' };
const SPOILT: Readonly<Record<Dirt, unknown>> = {
  private: { ...materialOf(0).jwk, d: 'AAAA', kid: 'dirt-private' },
  symmetric: { kty: 'oct', k: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', kid: 'dirt-symmetric' },
  off_curve: { ...POINT, x: `${'A'.repeat(42)}E`, y: `${'A'.repeat(42)}E`, kid: 'dirt-off_curve' },
  encryption: { ...materialOf(1).jwk, use: 'enc', kid: 'dirt-encryption' },
  no_object: 'text',
  other_curve: {
    kty: 'EC',
    crv: 'P-384',
    x: 'iA7dWHn4OEC2tnlYcxYc1M8TGZrvfW4VJTJWRNbZt9Ll5_M9FCqOvCMDBTLVTBgM',
    y: 'r5pU8Eyf0pNiYe-D6aLpeCCl2Z8x2tJN3uAjzOjgpxcY4TIVtV-ZTYBTSFPYYE7T',
    kid: 'dirt-other_curve',
  },
  long_kid: { ...materialOf(2).jwk, kid: 'k'.repeat(2_000) },
};
const FIRST_FREE = 3;

/** Opens an issuer's book with two keys. */
export function createKeyBook(issuer: IssuerIndex, random: Random): KeyBook {
  let named = 0;
  let used = 0;
  let keys: readonly PublishedKey[] = [];
  let gone: readonly PublishedKey[] = [];
  let dirt: readonly Dirt[] = [];

  const material = (): Material => {
    used += 1;
    return materialOf(FIRST_FREE + issuer * MATERIALS_EACH + (used % MATERIALS_EACH));
  };
  const create = (nowMs: number): PublishedKey => {
    named += 1;
    return { kid: `k${named}`, material: material(), publishedAtMs: nowMs };
  };
  const replace = (next: readonly PublishedKey[]): void => {
    gone = [...gone, ...keys].filter((key) => !next.some((other) => other.kid === key.kid)).slice(-12);
    keys = next;
  };

  const change: KeyBook['change'] = (kind, nowMs) => {
    const [oldest, ...younger] = keys;
    switch (kind) {
      case 'overlap':
        replace([...keys, create(nowMs)].slice(-MAX_PUBLISHED));
        return;
      case 'hard':
        replace([create(nowMs)]);
        return;
      case 'remove':
        replace(younger.length > 0 ? younger : [create(nowMs)]);
        return;
      case 'republish': {
        const back = gone.at(-1);
        replace(back ? [...keys.slice(-3), { ...back, publishedAtMs: nowMs }] : keys);
        return;
      }
      case 'recycle':
        replace(oldest ? [...younger, { ...oldest, material: material(), publishedAtMs: nowMs }] : keys);
        return;
    }
  };
  replace([create(Number.NEGATIVE_INFINITY), create(Number.NEGATIVE_INFINITY)]);

  return {
    keys: () => keys,
    removedKids: () => gone.map((key) => key.kid),
    change,
    soil: (next) => {
      dirt = next;
    },
    offer: () => ({ keys, spoiltKids: new Set(dirt.map((kind) => `dirt-${kind}`)), others: dirt.length }),
    members: () => {
      const good: readonly unknown[] = keys.map(({ kid, material: { jwk } }) => ({ ...jwk, kid, use: 'sig' }));
      const mixed = [...good];
      for (const kind of dirt) mixed.splice(random.between(0, mixed.length), 0, SPOILT[kind]);
      return mixed;
    },
  };
}

/** Keys tried for one token: where more have its name, or fit a token without one, none is. */
export const MAX_CANDIDATES: number = 4;

/** Thumbprints of the keys that a set has for a `kid`, in the order of the alphabet; none where it cannot tell. */
export function toExpected({ keys }: Offer, kid: string | null): readonly string[] {
  const named = kid === null ? keys : keys.filter((key) => key.kid === kid);
  return named.length > MAX_CANDIDATES ? [] : named.map((key) => key.material.thumbprint).toSorted();
}
