/**
 * What a bundle must not hold, by name: modules of another runtime, and code that only tests and tools use.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { transformSync } from 'esbuild';
import { ROOT } from '../run.mjs';

const SOURCES = join(ROOT, 'packages/core/src');

// Unminified bundles name the file before its code.
const UNREACHABLE_PATH = /^\/\/ .*packages\/core\/(?:src|dist)\/(?:testing\/|rehearse\.)/m;

// Of `sallyport dev` alone: its page and its header carry the word, which no minifier takes out of text.
const PLAYGROUND = /playground/i;

/** Names that betray a module of another runtime. */
const FOREIGN = {
  worker: [/["'`]node:/, /execute-api/, /@aws-|\barn:aws\b|\baws:[A-Z]|\bAWS_/, UNREACHABLE_PATH, PLAYGROUND],
  lambda: [/cloudflare:/, /["'`]node:/, /\bimport\s*[{("'*]/, PLAYGROUND],
};

/** Parts of the core that no gate reaches: files of these belong to tests, rehearsals and tools. */
const UNREACHABLE = ['testing/*.ts', 'rehearse.ts'];

/**
 * Refuses a bundle that holds what it must not.
 *
 * @param {'worker' | 'lambda'} gate
 * @param {string} text - The bundle.
 * @returns {string} Its size.
 */
export function checkBundle(gate, text) {
  const found = FOREIGN[gate].flatMap((pattern) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [`${pattern} in ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))}`];
  });
  const markers = readMarkers();
  if (markers.length < 20) throw new Error(`only ${markers.length} markers of unreachable code were found`);
  const leaked = markers.filter((marker) => text.includes(marker));
  if (leaked.length > 0)
    found.push(`code of testing or rehearse: ${leaked.map((marker) => JSON.stringify(marker)).join(', ')}`);
  if (found.length > 0) throw new Error(found.join('\n'));
  return toSize(text);
}

/** Sentences that stand in unreachable files and nowhere else in the core; words alone may be anybody's. */
function readMarkers() {
  const literals = (/** @type {string} */ path) =>
    [...stripComments(readFileSync(join(SOURCES, path), 'utf8')).matchAll(/'([^'\n\\]{10,})'/g)].map(
      ([, text = '']) => text,
    );
  const apart = globSync(UNREACHABLE, { cwd: SOURCES });
  const reachable = globSync('**/*.ts', { cwd: SOURCES }).filter((path) => !apart.includes(path));
  const known = reachable.map((path) => readFileSync(join(SOURCES, path), 'utf8')).join('\n');
  return [...new Set(apart.flatMap(literals))].filter((text) => / /.test(text) && !known.includes(text));
}

/** @param {string} text */
function stripComments(text) {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

/** @param {string} text @returns {string} */
function toSize(text) {
  const minified = Buffer.from(transformSync(text, { minify: true, format: 'esm', legalComments: 'none' }).code);
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KB`;
  return `${kilobytes(minified.length)} min, ${kilobytes(gzipSync(minified).length)} gzip`;
}
