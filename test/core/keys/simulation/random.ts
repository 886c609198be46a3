/**
 * Numbers that look random and come again with their seed, so that a failed run can be replayed.
 */

/** A source of numbers in [0, 1) and of choices made with them. */
export interface Random {
  readonly next: () => number;
  /** An integer from `least` to `greatest`, both included. */
  readonly between: (least: number, greatest: number) => number;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  readonly chance: (probability: number) => boolean;
}

/** Creates the numbers of one seed (mulberry32: 32 bits of state, one multiplication a number). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (least, greatest) => least + Math.floor(next() * (greatest - least + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    chance: (probability) => next() < probability,
  };
}
