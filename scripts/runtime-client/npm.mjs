/**
 * Runs the machine's npm under the machine's Node: npm looks for its global settings, and with them for the
 * certificates and the address of the registry, beside the Node that it runs under.
 */
import { delimiter, sep } from 'node:path';
import { runBeside } from '../authorizer/program.mjs';

// What a package manager put before it, the workspace's own Node included, is in a `node_modules`.
const PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.split(sep).includes('node_modules'))
  .join(delimiter);

/**
 * Runs npm to its end.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 * @throws {Error} With all it printed, where it fails.
 */
export async function runNpm(args, cwd) {
  await runBeside('npm', [...args, '--loglevel=error'], { cwd, env: { PATH } });
}
