/**
 * Judges runs of the portable suite: whether each case passed, and whether two runtimes showed the same to the byte.
 */
import type { RuntimeRun } from './runtimes.ts';

/** How many cases the suite is known to hold; fewer means that some were lost. */
export const KNOWN_CASES: number = 177;

/** The case whose message opens with the hash of a policy. */
const HASH_CASE = 'the hash of a document, whatever the order of its members';

/** What is wrong with a run by itself, one line each. */
export function findFaults({ runtime, results }: RuntimeRun): readonly string[] {
  const names = new Set(results.map(({ name }) => name));
  return [
    ...(results.length < KNOWN_CASES ? [`${runtime}: ${results.length} cases of ${KNOWN_CASES}`] : []),
    ...(names.size < results.length ? [`${runtime}: two cases share a name`] : []),
    ...results
      .filter(({ outcome }) => outcome !== 'passed')
      .map(({ name, message }) => `${runtime}: ${name}: ${message}`),
  ];
}

/** Where two runs differ in any case, outcome or message, one line each. */
export function findDifferences(run: RuntimeRun, reference: RuntimeRun): readonly string[] {
  const rows = Math.max(run.results.length, reference.results.length);
  return Array.from({ length: rows }, (_row, index) => {
    const [here, there] = [run, reference].map(({ runtime, results }) => {
      const result = results[index];
      return { runtime, text: result ? `${result.name}: ${result.outcome} ${result.message}` : 'no such case' };
    });
    return here?.text === there?.text ? null : `${here?.runtime}: ${here?.text}\n${there?.runtime}: ${there?.text}`;
  }).filter((line) => line !== null);
}

/** A run in one line: how many cases, on what, and the hash that a policy has there. */
export function toSummary({ runtime, results }: RuntimeRun): string {
  const passed = results.filter(({ outcome }) => outcome === 'passed').length;
  const hash = /[0-9a-f]{64}/.exec(results.find(({ name }) => name === HASH_CASE)?.message ?? '')?.[0];
  return `${results.length} cases on ${runtime}, ${passed} passed; policy sha256:${hash}`;
}
