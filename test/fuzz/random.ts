/**
 * Numbers that a seed decides: the same seeds give the same cases on every machine.
 */

/** A stream of choices. */
export interface Random {
  /** An integer in [0, bound). */
  readonly below: (bound: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** One of several, by weight. */
  readonly weigh: <T>(list: readonly (readonly [weight: number, value: T])[]) => T;
}

/** The stream of a run's seed, a case's number and whatever else tells two streams apart. */
export function createRandom(...seeds: readonly number[]): Random {
  let state = 0x9e3779b9;
  for (const seed of seeds) state = mix(state ^ mix(seed | 0) ^ mix(Math.floor(seed / 2 ** 32) + 0x51ed27));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state) >>> 0;
  };
  const below = (bound: number): number => Math.floor((next() / 2 ** 32) * bound);
  const pick = <T>(list: readonly T[]): T => {
    const picked = list[below(list.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  };
  return {
    below,
    pick,
    chance: (probability) => next() / 2 ** 32 < probability,
    weigh: (list) => {
      let left = below(list.reduce((sum, [weight]) => sum + weight, 0));
      for (const [weight, value] of list) {
        if (left < weight) return value;
        left -= weight;
      }
      throw new Error('nothing to weigh');
    },
  };
}

/** A bijection of 32 bits that spreads every bit over all of them. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
