/**
 * Builds the bundles of the check, installs the runtime client, and plays every scenario on every Node that Lambda offers.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ageSnapshot, buildAuthorizer, pullKeys, writePolicy } from '../authorizer/build.mjs';
import { startIssuer } from '../authorizer/issuer.mjs';
import { ROOT } from '../run.mjs';
import { runSteps } from '../steps.mjs';
import { installClient } from './install.mjs';
import {
  playBadTokens,
  playBrokenStarts,
  playExpiryWhileFrozen,
  playFaults,
  playFetchWhileFrozen,
  playGoodToken,
  playManyEvents,
} from './scenarios.mjs';

const FOLDER = join(ROOT, 'node_modules/.cache/sallyport/runtime-client-bundles');
const STALE_SECONDS = 2 * 3600;

/** @type {import('./function.mjs').LambdaNode[]} */
const NODES = [
  {
    name: 'Node 22',
    binary: join(ROOT, 'node_modules/node22/bin/node'),
    runtime: 'AWS_Lambda_nodejs22.x',
    // So starts the managed runtime.
    flags: ['--no-experimental-require-module', '--no-experimental-detect-module'],
  },
  { name: 'Node 24', binary: join(ROOT, 'node_modules/node/bin/node'), runtime: 'AWS_Lambda_nodejs24.x', flags: [] },
];

const SCENARIOS = /** @type {const} */ ([
  ['a good token: the document, 200 and 403 on other routes, no request to the issuer', playGoodToken],
  ['bad tokens: exactly Unauthorized, 401', playBadTokens],
  ['faults: their code, 500, and recovery', playFaults],
  ['events in a row, each with its own answer', playManyEvents],
  ['a token that expires while the process is frozen: Unauthorized', playExpiryWhileFrozen],
  ['a key fetch that the process froze in: replaced after the thaw', playFetchWhileFrozen],
  ['broken starts: reported as init errors', playBrokenStarts],
]);

/** @typedef {import('../authorizer/issuer.mjs').ServedIssuer} ServedIssuer */
/** @typedef {import('./scenarios.mjs').Stage['folders']} Folders */

/** Runs every step and sets the exit code. */
export async function checkRuntimeClient() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const served = await startIssuer();
  /** @type {Folders | null} */
  let folders = null;
  try {
    await runSteps([
      ['the runtime client', installClient],
      [
        'keys pull, then build --gate lambda',
        async () => {
          folders = await build(served);
          return `${Object.keys(folders).length} bundles`;
        },
      ],
      ...NODES.flatMap((node) =>
        SCENARIOS.map(
          ([what, play]) => /** @type {const} */ ([`${node.name}: ${what}`, () => playOn(node, served, folders, play)]),
        ),
      ),
    ]);
  } finally {
    await served.stop();
  }
}

/**
 * @param {ServedIssuer} served
 * @returns {Promise<Folders>}
 */
async function build(served) {
  const folderOf = async (/** @type {string} */ name, /** @type {object} */ over, /** @type {number | null} */ age) => {
    const policy = writePolicy(join(FOLDER, name), served, over);
    if (age !== null) ageSnapshot(await pullKeys(policy, served), age);
    const { folder, keyCount } = await buildAuthorizer(policy);
    if (keyCount !== (age === null ? 0 : 1)) throw new Error(`${name}: keys of ${keyCount} issuers were baked in`);
    return folder;
  };
  // Without tolerance, a token ends when it says so.
  const exact = { clockToleranceSeconds: 0 };
  return {
    fresh: await folderOf('fresh', exact, 0),
    stale: await folderOf('stale', exact, STALE_SECONDS),
    bare: await folderOf('bare', exact, null),
    variable: await folderOf('variable', { issuer: `$\{TOKENS_ISSUER}` }, null),
  };
}

/**
 * @param {import('./function.mjs').LambdaNode} node
 * @param {ServedIssuer} served
 * @param {Folders | null} folders
 * @param {(stage: import('./scenarios.mjs').Stage) => Promise<string>} play
 */
function playOn(node, served, folders, play) {
  if (folders === null) throw new Error('there are no bundles');
  if (!existsSync(node.binary)) throw new Error(`${node.binary} is missing`);
  return play({ node, served, folders, scratch: FOLDER, secrets: new Set() });
}
