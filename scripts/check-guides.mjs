/**
 * Follows the guides as a reader does, line by line as they stand: `npx`, `npm install`, `sallyport dev` with its curl
 * lines, and wrangler. A registry on loopback has the packed packages; nothing is deployed.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BESIDE_DEV, DEPLOY, START } from './guides/lines.mjs';
import { serveRegistry } from './guides/registry.mjs';
import { runLine, startLine } from './guides/shell.mjs';
import { FOLDERS, pack } from './package/pack.mjs';
import { run } from './run.mjs';
import { runSteps } from './steps.mjs';

// Outside the workspace, whose node_modules would otherwise lend what a project forgot to depend on.
const folder = mkdtempSync(join(tmpdir(), 'sallyport-guides-'));
const made = join(folder, 'my-api');

run(process.execPath, ['scripts/build.mjs']);
const packages = FOLDERS.map((name) => pack(name, folder));
const registry = await serveRegistry(packages);
// A cache of its own: what an earlier run left there would be installed in place of these packages.
const npm = { npm_config_registry: registry.url, npm_config_cache: join(folder, 'cache'), npm_config_yes: 'true' };
/** @type {{ printed: () => string, stop: () => Promise<void> } | null} */
let dev = null;
try {
  await runSteps([
    ...START.map((line) => /** @type {const} */ ([line, () => begin(line)])),
    ...BESIDE_DEV.map(([line, status]) => /** @type {const} */ ([line, () => besideDev(line, status)])),
    ...DEPLOY.map((line) => /** @type {const} */ ([line, () => deploy(line)])),
  ]);
} finally {
  await dev?.stop();
  registry.close();
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} line */
async function begin(line) {
  if (line.startsWith('cd ')) {
    if (!existsSync(join(folder, line.slice(3), 'package.json'))) throw new Error('nothing was made there');
    return '';
  }
  await runLine(line, line.includes(' init ') ? folder : made, npm);
  if (line !== 'npm install') return '';
  // Every package but the command came for the project; the command came for npx already.
  const missing = packages.filter(({ name }) => !existsSync(join(made, 'node_modules', name)));
  const known = missing.filter(({ name }) => registry.asked.includes(name));
  if (known.length > 0) throw new Error(`not installed: ${known.map(({ name }) => name).join(', ')}`);
  return `${registry.asked.length} tarballs of ours`;
}

/** @param {string} line @param {number | null} status */
async function besideDev(line, status) {
  if (line.endsWith(' dev')) {
    dev = await startLine(line, made, /Ctrl-C/, npm);
    return '';
  }
  const worker = /^ +worker +http:\/\/(127\.0\.0\.1:\d+)/m.exec(dev?.printed() ?? '')?.[1];
  if (worker === undefined) throw new Error(`sallyport dev names no worker:\n${dev?.printed()}`);
  // A busy port moves to the next, as the guide says.
  const printed = await runLine(line.replace('127.0.0.1:8787', worker), made, npm, [0, 1]);
  if (status !== null && !printed.includes(`HTTP/1.1 ${status} `)) throw new Error(printed);
  if (line.includes('explain') && !/scope_insufficient/.test(printed)) throw new Error(printed);
  if (line.includes('sallyport token --as') && !/^ey[\w-]+\.[\w-]+\.[\w-]+$/m.test(printed))
    throw new Error('no token was printed');
  return status === null ? '' : String(status);
}

/** @param {string} line */
async function deploy(line) {
  await dev?.stop();
  // What the guide, and what init prints, have a reader write first.
  const configuration = join(made, 'wrangler.jsonc');
  const written = readFileSync(configuration, 'utf8').replaceAll(
    '"ORIGIN_URL": ""',
    '"ORIGIN_URL": "https://origin.test"',
  );
  if (!written.includes('https://origin.test')) throw new Error('there is no ORIGIN_URL to write');
  writeFileSync(configuration, written);
  if (line.endsWith(' deploy')) {
    const printed = await runLine(`${line} --dry-run --outdir dist`, made, { ...npm, CLOUDFLARE_API_TOKEN: '' });
    if (!existsSync(join(made, 'dist'))) throw new Error(printed);
    return /Total Upload: .*/.exec(printed)?.[0] ?? '';
  }
  const server = await startLine(`${line} --port 0 --ip 127.0.0.1`, made, /Ready on http:\/\/\S+/, npm);
  try {
    const address = /Ready on (http:\/\/\S+)/.exec(server.printed())?.[1];
    const { status } = await fetch(`${address}/orders/1`);
    if (status !== 401) throw new Error(`/orders/1 answered ${status}\n${server.printed()}`);
    return String(status);
  } finally {
    await server.stop();
  }
}
