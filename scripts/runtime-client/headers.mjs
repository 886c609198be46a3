/**
 * Fetches the headers of this very Node from the registry's own package of its binary, once for each version.
 *
 * Does not: look for headers on the machine. What the `node` package leaves beside its binary depends on how it was
 * installed, and a `nodedir` of npm's settings may belong to another Node.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runBeside } from '../authorizer/program.mjs';
import { ROOT } from '../run.mjs';
import { runNpm } from './npm.mjs';

const VERSION = process.versions.node;
const FOLDER = join(ROOT, 'node_modules/.cache/sallyport/node-headers');

/**
 * The folder to compile against, as node-gyp takes it: with `include/node` in it.
 *
 * @returns {Promise<string>}
 * @throws {Error} Where the registry has no package for this Node, or the package's headers are another version's.
 */
export async function provideHeaders() {
  const folder = join(FOLDER, VERSION);
  if (!existsSync(folder)) await fetchHeaders(folder);
  const found = readVersion(folder);
  if (found !== VERSION) throw new Error(`the headers in ${folder} are of Node ${found}, and this is Node ${VERSION}`);
  return folder;
}

/** @param {string} folder */
async function fetchHeaders(folder) {
  const partial = `${folder}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    const spec = `node-${process.platform}-${process.arch}@${VERSION}`;
    await runNpm(['pack', spec, '--prefer-offline'], partial);
    const [archive] = readdirSync(partial);
    if (archive === undefined) throw new Error(`npm pack ${spec} wrote nothing`);
    await runBeside('tar', ['-xzf', archive, '--strip-components=1', 'package/include'], { cwd: partial });
    rmSync(join(partial, archive));
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * What the headers themselves say.
 *
 * @param {string} folder
 */
function readVersion(folder) {
  const text = readFileSync(join(folder, 'include/node/node_version.h'), 'utf8');
  const parts = ['MAJOR', 'MINOR', 'PATCH'].map(
    (part) => new RegExp(`^#define NODE_${part}_VERSION (\\d+)$`, 'm').exec(text)?.[1],
  );
  return parts.join('.');
}
