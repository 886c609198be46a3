/**
 * What a vector is to every suite: something to try, and the outcomes that are right.
 *
 * Web standards only: the same code runs on Node and in workerd.
 */

/** Content of vector files by path, null where a file is missing. */
export type VectorData = Readonly<Record<string, unknown>>;

/** One vector. An outcome is words, the coarse ones first: `refused signature signature_invalid`. */
export interface Case {
  readonly id: string;
  /** Outcomes that are right, each in as many of the words as are known. */
  readonly expected: readonly string[];
  readonly actual: () => Promise<string>;
}

/** A suite as it ran. */
export interface SuiteResult {
  readonly name: string;
  readonly ran: number;
  /** The cases whose outcome was not right, one line each. */
  readonly failures: readonly string[];
  /** Every outcome in full, in order. */
  readonly outcomes: readonly { readonly id: string; readonly outcome: string }[];
}

/** Tries every case; one that throws has failed and costs no other. */
export async function runCases(name: string, cases: readonly Case[]): Promise<SuiteResult> {
  const failures: string[] = [];
  const outcomes: { id: string; outcome: string }[] = [];
  const ids = new Set(cases.map(({ id }) => id));
  if (ids.size !== cases.length) failures.push('two cases share an id');
  for (const { id, expected, actual } of cases) {
    const outcome = await actual().catch((error: unknown) => `threw ${String(error)}`);
    outcomes.push({ id, outcome });
    const isRight = expected.some((words) => `${outcome} `.startsWith(`${words} `));
    if (!isRight)
      failures.push(`${id}: ${outcome}, expected ${expected.join(' or ') || 'nothing: it has no expectation'}`);
  }
  return { name, ran: cases.length, failures, outcomes };
}

/** What a JWS's outcome ends with when its payload is no JSON object, for which alone the gate refuses it as a token. */
export const BEYOND_GATE = ' beyond the gate';

/** How many of a suite's outcomes are of one kind, for the line that a suite prints. */
export function toTally({ outcomes }: SuiteResult): string {
  const counts = new Map<string, number>();
  for (const { outcome } of outcomes) {
    const words = outcome.replace(BEYOND_GATE, '').split(' ').slice(0, 2).join(' ');
    const kind = outcome.endsWith(BEYOND_GATE) ? words + BEYOND_GATE : words;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}
