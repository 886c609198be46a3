/**
 * Runs contenders side by side in one process, their order reversed each round, and prints medians and ratios.
 *
 * Processor time of the process, which a busy machine distorts less than the clock. Asserts nothing about time.
 */

/** One way of doing a piece of work. */
export interface Contender {
  readonly name: string;
  /** Does the work once; `turn` counts from 0 over all rounds. Throws where the outcome is wrong. */
  readonly run: (turn: number) => unknown;
}

/** How often. */
export interface Effort {
  readonly rounds: number;
  /** Turns of each contender in a round. */
  readonly turns: number;
}

/** What one contender costs. */
export interface Row {
  readonly name: string;
  /** Median over the rounds, microseconds a turn. */
  readonly microseconds: number;
  /** Of the first contender's median. */
  readonly ratio: number;
}

// The first rounds are the compiler's.
const WARM_UP_ROUNDS = 3;

/** Measures the contenders; the first is the one that the others are compared with. */
export async function measure(contenders: readonly Contender[], { rounds, turns }: Effort): Promise<readonly Row[]> {
  const costs = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round < rounds + WARM_UP_ROUNDS; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const before = process.cpuUsage();
      for (let turn = round * turns; turn < (round + 1) * turns; turn += 1) {
        const pending = contender.run(turn);
        if (pending instanceof Promise) await pending;
      }
      const { user, system } = process.cpuUsage(before);
      if (round >= WARM_UP_ROUNDS) costs.get(contender)?.push((user + system) / turns);
    }
  }
  const medians = [...costs].map(([{ name }, all]) => ({ name, microseconds: toMedian(all) }));
  const first = medians[0]?.microseconds ?? Number.NaN;
  return medians.map((row) => ({ ...row, ratio: row.microseconds / first }));
}

/** Prints one comparison. */
export function print(title: string, rows: readonly Row[]): void {
  console.log(title);
  for (const { name, microseconds, ratio } of rows) {
    console.log(`  ${name.padEnd(44)}${microseconds.toFixed(2).padStart(10)} us${ratio.toFixed(2).padStart(8)} x`);
  }
}

/** The middle of some numbers; not a number for none. */
export function toMedian(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
