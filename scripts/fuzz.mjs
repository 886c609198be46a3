/**
 * Asks jose and Sallyport the same questions until one violation, or none, is found: test/fuzz says which and how.
 *
 * `pnpm fuzz [--cases N] [--seed S] [--minutes M] [--json]`: 200,000 cases of seed 1 by default, or as many as fit into
 * the minutes. Writes nothing but its output. Exit codes: 0 none, 1 violations, 2 usage.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toProgress, toReport } from '../test/fuzz/report.ts';
import { addSummary, createSummary } from '../test/fuzz/run.ts';

const DEFAULT_CASES = 200_000;
const PROGRESS_MS = 5_000;
const MAX_VIOLATIONS = 10;

/** @param {string | undefined} text @param {number} fallback */
function toNumber(text, fallback) {
  const number = text === undefined ? fallback : Number(text);
  if (Number.isNaN(number) || number < 0 || text === '') throw new TypeError(`not a number: ${text}`);
  return number;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const minutes = toNumber(values.minutes, Number.POSITIVE_INFINITY);
  const cases = toNumber(values.cases, values.minutes === undefined ? DEFAULT_CASES : 2 ** 31);
  return { cases, minutes, seed: toNumber(values.seed, 1), json: values.json };
}

/**
 * Runs one process to its end.
 *
 * @param {object} range
 * @param {(summary: import('../test/fuzz/run.ts').Summary) => void} onProgress
 * @returns {Promise<import('../test/fuzz/run.ts').Summary>}
 */
function runWorker(range, onProgress) {
  const file = join(import.meta.dirname, '../test/fuzz/worker.ts');
  const child = fork(file, [JSON.stringify(range)], { execArgv: ['--conditions=source', '--no-warnings'] });
  process.once('exit', () => child.kill());
  return new Promise((resolve, reject) => {
    let end = null;
    child.on('message', ({ kind, summary }) => {
      onProgress(summary);
      if (kind === 'end') end = summary;
    });
    child.on('error', reject);
    child.on('exit', (code) => (end === null ? reject(new Error(`a process ended with ${code}`)) : resolve(end)));
  });
}

/** @param {ReturnType<typeof readOptions>} options */
async function fuzz({ cases, seed, minutes, json }) {
  const startedAtMs = Date.now();
  const untilMs = Number.isFinite(minutes) ? startedAtMs + minutes * 60_000 : Number.MAX_SAFE_INTEGER;
  const workers = Math.min(2, availableParallelism());
  const latest = Array.from({ length: workers }, createSummary);
  const toTotal = (summaries) => {
    const total = createSummary();
    for (const summary of summaries) addSummary(total, summary);
    return total;
  };
  const progress = setInterval(() => {
    console.error(toProgress(toTotal(latest), Date.now() - startedAtMs));
  }, PROGRESS_MS);
  const ended = await Promise.all(
    latest.map((_none, first) =>
      runWorker({ seed, first, step: workers, end: cases, untilMs, maxViolations: MAX_VIOLATIONS }, (summary) => {
        latest[first] = summary;
      }),
    ),
  );
  clearInterval(progress);
  const total = toTotal(ended);
  const elapsedMs = Date.now() - startedAtMs;
  console.error(toProgress(total, elapsedMs));
  console.log(json ? JSON.stringify({ seed, elapsedMs, ...total }, null, 2) : toReport(total));
  return total.violations.length === 0 ? 0 : 1;
}

let options = null;
try {
  options = readOptions();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.error('usage: pnpm fuzz [--cases N] [--seed S] [--minutes M] [--json]');
  process.exitCode = 2;
}
if (options !== null) process.exitCode = await fuzz(options);
