/**
 * Runs the portable suite in Chromium, and holds its outcomes to those of Node: `test/portable`, in a browser.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSuite } from '../test/portable/bundle.ts';
import { findDifferences, findFaults, toSummary } from '../test/portable/compare.ts';
import { runInChromium, runOnNode } from '../test/portable/runtimes.ts';
import { BINARY, provideChromium } from './chromium/binary.mjs';
import { ROOT, run } from './run.mjs';
import { runSteps } from './steps.mjs';

const FOLDER = join(ROOT, 'node_modules/.cache/sallyport/portable');
const BUNDLE_FILE = join(FOLDER, 'suite.mjs');

let code = '';
/** @type {import('../test/portable/runtimes.ts').RuntimeRun | null} */
let onNode = null;

await runSteps([
  ['Chromium is there', provideChromium],
  ['the suite is the same bytes, bundled from the sources and from the built packages', bundleBoth],
  ['the suite on this Node', runNode],
  ['the suite in Chromium, with the outcomes of Node to the byte', runBrowser],
]);

async function bundleBoth() {
  const source = await bundleSuite('source');
  ({ code } = source);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(BUNDLE_FILE, code);
  run('tsc', ['-b', 'packages/core']);
  const built = await bundleSuite('built');
  if (built.code !== code) throw new Error('the two bundles differ');
  return `${(code.length / 1024).toFixed(0)} KB`;
}

async function runNode() {
  onNode = await runOnNode(process.execPath, BUNDLE_FILE);
  return judge(onNode, []);
}

async function runBrowser() {
  if (onNode === null) throw new Error('there is no run to compare with');
  const inChromium = await runInChromium(BINARY, code);
  return judge(inChromium, findDifferences(inChromium, onNode));
}

/**
 * @param {import('../test/portable/runtimes.ts').RuntimeRun} suite
 * @param {readonly string[]} differences
 */
function judge(suite, differences) {
  const wrong = [...findFaults(suite), ...differences];
  if (wrong.length > 0) throw new Error([toSummary(suite), ...wrong].join('\n'));
  return toSummary(suite);
}
