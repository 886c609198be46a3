/**
 * Rounds of cold starts, contenders in turns and in the reversed order each time, and what they amount to.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const PROCESS = join(import.meta.dirname, 'process.mjs');
const NO_NETWORK = join(import.meta.dirname, 'no-network.mjs');

/** @typedef {{ name: string, bundle: string | null, good: object, bad: object }} Contender */
/** @typedef {{ ms: number, cpuMs: number, importMs: number, outcome: string | null, requests: number }} Start */

/**
 * Medians, in milliseconds: to the decision, how much of that is not Node's own start, the same two in processor time,
 * and the import.
 *
 * @typedef {{ name: string, ms: number, addedMs: number, cpuMs: number, addedCpuMs: number, importMs: number,
 *   bytes: number, gzipBytes: number }} Row
 */

/**
 * One fresh process.
 *
 * @param {string} node
 * @param {Contender} contender
 * @param {object} event
 * @param {readonly string[]} flags
 * @returns {Start}
 */
function start(node, { name, bundle }, event, flags = []) {
  const args = bundle === null ? [] : [bundle, JSON.stringify(event)];
  const { status, stderr, stdout } = spawnSync(node, [...flags, PROCESS, ...args], { encoding: 'utf8' });
  assert.equal(status, 0, `${name} ended with ${status}\n${stdout}${stderr}`);
  const measured = JSON.parse(stderr);
  assert.equal(measured.requests, 0, `${name} sent ${measured.requests} requests`);
  return measured;
}

/**
 * Shows that a contender decides rightly, with a network that ends the process when it is touched.
 *
 * @param {string} node
 * @param {Contender} contender
 */
export function checkDecisions(node, contender) {
  const alone = [`--import=${NO_NETWORK}`];
  assert.equal(start(node, contender, contender.good, alone).outcome, 'allow', `${contender.name}, a good token`);
  assert.equal(start(node, contender, contender.bad, alone).outcome, 'Unauthorized', `${contender.name}, a bad token`);
}

/**
 * Medians over the rounds.
 *
 * @param {string} node
 * @param {readonly Contender[]} contenders - The one without a bundle is Node's own start.
 * @param {number} rounds
 * @returns {Row[]}
 */
export function measure(node, contenders, rounds) {
  /** @type {Map<Contender, Start[]>} */
  const starts = new Map(contenders.map((contender) => [contender, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const measured = start(node, contender, contender.good);
      if (contender.bundle !== null) assert.equal(measured.outcome, 'allow', contender.name);
      starts.get(contender)?.push(measured);
    }
  }
  const bare = starts.get(contenders.find(({ bundle }) => bundle === null) ?? contenders[0]) ?? [];
  return [...starts].map(([{ name, bundle }, measured]) => {
    const ms = toMedian(measured.map((one) => one.ms));
    const cpuMs = toMedian(measured.map((one) => one.cpuMs));
    const bytes = bundle === null ? new Uint8Array() : readFileSync(bundle);
    return {
      name,
      ms,
      addedMs: ms - toMedian(bare.map((one) => one.ms)),
      cpuMs,
      addedCpuMs: cpuMs - toMedian(bare.map((one) => one.cpuMs)),
      importMs: toMedian(measured.map((one) => one.importMs)),
      bytes: bytes.length,
      gzipBytes: bundle === null ? 0 : gzipSync(bytes, { level: 9 }).length,
    };
  });
}

/** @param {readonly number[]} values */
function toMedian(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
