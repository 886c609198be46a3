/**
 * What a portable case is and how one is run: it names what it expects, and observes something that JSON can spell.
 *
 * Web standards only, like everything that is bundled into the suite.
 */

/** What JSON can spell; members set to `undefined` count as absent. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** One behaviour that every runtime shows alike. */
export interface Case {
  readonly name: string;
  /** What `observe` must resolve to. */
  readonly expected: Json;
  readonly observe: () => Promise<Json>;
}

/** A case as it ran. */
export interface CaseResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed';
  /** What was observed, as JSON; for a failure what was expected too, or what was thrown. */
  readonly message: string;
}

/** Names a case. */
export function portable(name: string, expected: Json, observe: () => Json | Promise<Json>): Case {
  return { name, expected, observe: async () => observe() };
}

/** Runs a case; one that throws has failed, and costs no other. */
export async function runCase({ name, expected, observe }: Case): Promise<CaseResult> {
  const wanted = toText(expected);
  try {
    const seen = toText(await observe());
    if (seen === wanted) return { name, outcome: 'passed', message: seen };
    return { name, outcome: 'failed', message: `${seen}, expected ${wanted}` };
  } catch (error) {
    return { name, outcome: 'failed', message: `threw ${String(error)}, expected ${wanted}` };
  }
}

/** JSON with the members of objects in the order of their names: the same text for the same value. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
