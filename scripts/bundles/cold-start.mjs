/**
 * How long a fresh Node takes from its start to the Lambda bundle's first decision. Printed, never asserted.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run.mjs';

const ROUNDS = 15;

/** @typedef {{ bundle: string, token: string, methodArn: string }} Sample */

/**
 * Measures the bundle against an empty module of the same Node, so that the Node's own start can be told apart.
 *
 * @param {string} folder - Where to put the scripts.
 * @param {Sample} sample
 * @returns {string}
 */
export function measureColdStart(folder, { bundle, token, methodArn }) {
  const script = join(folder, 'cold-start.mjs');
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, 'console.log(performance.now());\n');
  writeFileSync(
    script,
    `import { handler } from ${JSON.stringify(bundle)};
const event = { type: 'TOKEN', authorizationToken: ${JSON.stringify(`Bearer ${token}`)}, methodArn: ${JSON.stringify(methodArn)} };
const answer = await handler(event, { awsRequestId: 'r', getRemainingTimeInMillis: () => 5000 });
if (answer.policyDocument.Statement.every(({ Effect }) => Effect !== 'Allow')) throw new Error('nothing is allowed');
console.log(performance.now());
`,
  );
  // In turns, so that a machine that slows down slows both.
  const times = Array.from({ length: ROUNDS }, () => [toMilliseconds(empty), toMilliseconds(script)]);
  const bare = toMedian(times.map(([ms = 0]) => ms));
  const whole = toMedian(times.map(([, ms = 0]) => ms));
  return `${whole.toFixed(0)} ms, of which ${bare.toFixed(0)} ms are Node's own start (medians of ${ROUNDS})`;
}

/** @param {string} script */
function toMilliseconds(script) {
  return Number(run(process.execPath, [script]).trim());
}

/** @param {readonly number[]} values */
function toMedian(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
