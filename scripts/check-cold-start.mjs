/**
 * Cold start to first decision and bundle bytes of the Lambda gate, beside the least authorizer of aws-jwt-verify.
 *
 * Asserts that decisions are right and that no request is sent; times are printed. `--json` prints one object,
 * `--rounds N` (at least 11) sets the fresh processes for each contender.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAuthorizer, pullKeys, toEvent, writePolicy } from './authorizer/build.mjs';
import { startIssuer } from './authorizer/issuer.mjs';
import { buildPeer } from './cold-start/peer.mjs';
import { checkDecisions, measure } from './cold-start/rounds.mjs';
import { ROOT, run } from './run.mjs';

const FOLDER = join(ROOT, 'node_modules/.cache/sallyport/cold-start');
const NODES = { 'Node 24': 'node', 'Node 22': 'node22' };
const ALGORITHMS = /** @type {const} */ (['RS256', 'ES256']);
const OURS = 'sallyport';
const PEER = 'aws-jwt-verify';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '11' } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 11) throw new Error('--rounds takes a whole number, 11 at least');

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
run(process.execPath, ['scripts/build.mjs']);

/** @typedef {{ start: number, added: number, cpu: number, addedCpu: number, bytes: number }} Ratios */
/** @type {{ node: string, algorithm: string, rows: import('./cold-start/rounds.mjs').Row[], ratios: Ratios }[]} */
const results = [];
for (const algorithm of ALGORITHMS) {
  const contenders = await buildContenders(algorithm);
  for (const [node, name] of Object.entries(NODES)) {
    const binary = join(ROOT, 'node_modules', name, 'bin/node');
    for (const contender of contenders) if (contender.bundle !== null) checkDecisions(binary, contender);
    const rows = measure(binary, contenders, rounds);
    const ours = rows.find((row) => row.name === OURS);
    const peer = rows.find((row) => row.name === PEER);
    if (ours === undefined || peer === undefined) throw new Error('a contender is missing');
    const ratios = {
      start: ours.ms / peer.ms,
      added: ours.addedMs / peer.addedMs,
      cpu: ours.cpuMs / peer.cpuMs,
      addedCpu: ours.addedCpuMs / peer.addedCpuMs,
      bytes: ours.bytes / peer.bytes,
    };
    results.push({ node, algorithm, rows, ratios });
  }
}
if (values.json) console.log(JSON.stringify({ rounds, results }));
else for (const result of results) print(result);

/** @param {(typeof ALGORITHMS)[number]} algorithm */
async function buildContenders(algorithm) {
  const served = await startIssuer(algorithm);
  try {
    const folder = join(FOLDER, algorithm);
    const policy = writePolicy(folder, served);
    await pullKeys(policy, served);
    const { file } = await buildAuthorizer(policy);
    const good = toEvent(await served.issuer.mint({}, { scopes: ['read:orders'] }));
    const bad = toEvent(await served.issuer.mint({}, { scopes: ['read:orders'], expiresInSeconds: -600 }));
    return [
      { name: 'nothing', bundle: null, good, bad },
      { name: OURS, bundle: file, good, bad },
      { name: PEER, bundle: await buildPeer(join(folder, 'peer'), served.issuer), good, bad },
    ];
  } finally {
    await served.stop();
  }
}

/** @param {(typeof results)[number]} result */
function print({ node, algorithm, rows, ratios }) {
  console.log(`${node}, ${algorithm}: medians of ${rounds} fresh processes each, no request sent`);
  const columns = ['ms', 'over nothing', 'of it import', 'CPU ms', 'over nothing', 'KB', 'KB gzip'];
  printCells('', columns);
  for (const { name, ms, addedMs, importMs, cpuMs, addedCpuMs, bytes, gzipBytes } of rows) {
    const numbers = [ms, addedMs, importMs, cpuMs, addedCpuMs, bytes / 1024, gzipBytes / 1024];
    printCells(
      name,
      numbers.map((number) => number.toFixed(1)),
    );
  }
  const { start, added, cpu, addedCpu, bytes } = ratios;
  const times = [start, added, null, cpu, addedCpu, bytes].map((ratio) => ratio?.toFixed(2) ?? '');
  printCells('ratio', times);
}

/**
 * @param {string} name
 * @param {readonly string[]} cells
 */
function printCells(name, cells) {
  console.log(`  ${name.padEnd(15)}${cells.map((cell) => cell.padStart(13)).join('')}`);
}
