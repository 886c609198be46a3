/**
 * Runs a range of cases and counts what came of them.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { buildCase, countSteps, type FuzzCase } from './build.ts';
import type { Decider } from './deciders.ts';
import { type Judgement, judge, type Offence } from './judge.ts';
import { createOracle, type Oracle } from './oracle.ts';

/** Which cases: `first`, `first + step`, and so on below `end`. */
export interface Range {
  readonly seed: number;
  readonly first: number;
  readonly step: number;
  readonly end: number;
  /** Epoch milliseconds after which no case is begun. */
  readonly untilMs: number;
  /** After that many violations no case is begun: the rest would say nothing new. */
  readonly maxViolations: number;
}

/** Counts by name. */
export type Counts = Record<string, number>;

/** What a run counted. Two of them add up. */
export interface Summary {
  cases: number;
  /** By what jose and both deciders say, such as `allow deny allow`. */
  readonly outcomes: Counts;
  /** Cases by class of mutation; one with mutations of two classes counts in both. */
  readonly kinds: Counts;
  readonly allowedByKind: Counts;
  readonly signings: Counts;
  readonly reasons: Counts;
  readonly stricter: Counts;
  readonly readings: Counts;
  readonly violations: Violation[];
}

/** An offence and the smallest case that still shows it. */
export interface Violation extends Offence {
  readonly seed: number;
  readonly fuzzCase: FuzzCase;
}

const LANES = 8;

export function createSummary(): Summary {
  const counts = { outcomes: {}, kinds: {}, allowedByKind: {}, signings: {}, reasons: {}, stricter: {}, readings: {} };
  return { cases: 0, ...counts, violations: [] };
}

/** Runs the range, several cases at once. `tell` hears of the summary so far, now and then. */
export async function runRange(
  range: Range,
  deciders: readonly Decider[],
  tell: (summary: Summary) => void = () => undefined,
): Promise<Summary> {
  const oracle = createOracle();
  const summary = createSummary();
  let next = range.first;
  const lane = async (): Promise<void> => {
    while (next < range.end && Date.now() < range.untilMs && summary.violations.length < range.maxViolations) {
      const number = next;
      next += range.step;
      const fuzzCase = buildCase(range.seed, number);
      const judgement = await judge(fuzzCase, oracle, deciders);
      count(summary, fuzzCase, judgement);
      for (const offence of judgement.offences) {
        const smallest = await minimise(range.seed, number, offence, oracle, deciders);
        summary.violations.push({ ...offence, seed: range.seed, fuzzCase: smallest });
      }
      if (summary.cases % 512 === 0) {
        tell(summary);
        await nextTurn();
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return summary;
}

/** The case with as few of its mutations as show the same kind of offence by the same decider. */
async function minimise(
  seed: number,
  number: number,
  offence: Offence,
  oracle: Oracle,
  deciders: readonly Decider[],
): Promise<FuzzCase> {
  let kept = Array.from({ length: countSteps(seed, number) }, (_none, at) => at);
  for (const step of kept) {
    const fewer = kept.filter((other) => other !== step);
    // None left is a valid case, which is judged by another rule.
    if (fewer.length === 0) break;
    const { offences } = await judge(buildCase(seed, number, fewer), oracle, deciders);
    if (offences.some(({ kind, decider }) => kind === offence.kind && decider === offence.decider)) kept = fewer;
  }
  return buildCase(seed, number, kept);
}

function count(summary: Summary, fuzzCase: FuzzCase, judgement: Judgement): void {
  const add = (counts: Counts, name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  summary.cases += 1;
  const effects = judgement.answers.map(({ answer }) => answer.effect);
  add(summary.outcomes, [judgement.oracle, ...effects].join(' '));
  add(summary.signings, fuzzCase.signing);
  for (const kind of fuzzCase.kinds) {
    add(summary.kinds, kind);
    if (effects.includes('allow')) add(summary.allowedByKind, kind);
  }
  for (const { answer } of judgement.answers) add(summary.reasons, answer.effect === 'allow' ? 'allow' : answer.reason);
  for (const name of judgement.stricter) add(summary.stricter, name);
  for (const name of judgement.readings) add(summary.readings, name);
}

/** Adds what another run counted. */
export function addSummary(summary: Summary, other: Summary): void {
  summary.cases += other.cases;
  for (const part of ['outcomes', 'kinds', 'allowedByKind', 'signings', 'reasons', 'stricter', 'readings'] as const) {
    for (const [name, number] of Object.entries(other[part])) summary[part][name] = (summary[part][name] ?? 0) + number;
  }
  summary.violations.push(...other.violations);
}
