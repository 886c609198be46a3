/**
 * Every benchmark, one after the other, or those whose names are given: `repeated`, `first-seen`, `matching`, `iam`, `workers`.
 */
import { compareIam, compareMatching } from './tables.ts';
import { compareFirstSeen, compareRepeated } from './tokens.ts';
import { compareWorkers } from './workers.ts';

const BENCHMARKS: ReadonlyMap<string, () => Promise<void>> = new Map([
  ['repeated', compareRepeated],
  [
    'first-seen',
    async () => {
      await compareFirstSeen('RS256');
      await compareFirstSeen('ES256');
    },
  ],
  ['matching', compareMatching],
  ['iam', compareIam],
  ['workers', compareWorkers],
]);

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !BENCHMARKS.has(name));
if (unknown !== undefined) throw new Error(`no benchmark is called ${unknown}: ${[...BENCHMARKS.keys()].join(', ')}`);
console.log('Medians of processor time, microseconds; x is the ratio to the first row.');
for (const [name, run] of BENCHMARKS) if (asked.length === 0 || asked.includes(name)) await run();
