/**
 * Runs the bundled suite on Node (any), in workerd and in Chromium, each in a process of its own.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { listenOnLoopback } from '../support/loopback.ts';
import { startWorkerd } from '../support/workerd.ts';
import type { SuiteRun } from './entry.ts';

/** A run with the name and version of what it ran on. */
export interface RuntimeRun extends SuiteRun {
  readonly runtime: string;
}

const run = promisify(execFile);
const RUN_TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const ROOT = join(import.meta.dirname, '../..');

/** The binary of another Node, which comes as a package of the registry. */
export const NODE_22: string = join(ROOT, 'node_modules/node22/bin/node');

/** In a Node given by its binary. */
export async function runOnNode(binary: string, bundleFile: string): Promise<RuntimeRun> {
  // The stack names the place: Node itself would print the line, which is the whole bundle.
  const program = `
    const print = (value) => process.stdout.write(JSON.stringify(value));
    import(${JSON.stringify(pathToFileURL(bundleFile).href)})
      .then(async ({ runHere }) => print({ version: process.version, run: await runHere() }))
      .catch((error) => print({ error: String(error?.stack) }));
  `;
  const { stdout } = await run(binary, ['--input-type=module', '--eval', program], {
    timeout: RUN_TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
    // Nothing of this process's own flags and loaders.
    env: { PATH: process.env.PATH ?? '' },
  });
  // The program above wrote it.
  const printed = JSON.parse(stdout) as
    | { readonly version: string; readonly run: SuiteRun }
    | { readonly error: string };
  if ('error' in printed) throw new Error(printed.error);
  return { ...printed.run, runtime: `Node ${printed.version}` };
}

// `nodejs_compat` is on by default at our compatibility date, and means its second version too: `no_nodejs_compat` alone
// leaves `Buffer`, `process` and the modules of Node where they are.
const COMPATIBILITY_FLAGS = {
  'with nodejs_compat': ['nodejs_compat'],
  'without nodejs_compat': ['no_nodejs_compat', 'no_nodejs_compat_v2'],
} as const;

/** In the workerd that wrangler pins, with the modules and globals of Node or without. */
export async function runInWorkerd(kind: keyof typeof COMPATIBILITY_FLAGS, bundleFile: string): Promise<RuntimeRun> {
  const compatibilityFlags = COMPATIBILITY_FLAGS[kind];
  const workerd = await startWorkerd({ worker: { bundle: bundleFile }, compatibilityFlags });
  try {
    const response = await fetch(workerd.origin, { signal: AbortSignal.timeout(RUN_TIMEOUT_MS) });
    if (response.status !== 200) throw new Error(`status ${response.status}:\n${workerd.output()}`);
    // The bundle's Worker answers with a run.
    const suite = (await response.json()) as SuiteRun;
    return { ...suite, runtime: `workerd ${workerdVersion()} ${kind}` };
  } finally {
    await workerd.stop();
  }
}

/** The version of the package, whose middle number is the date of the build. */
function workerdVersion(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'));
  const { version }: { version: string } = require('workerd/package.json');
  return version;
}

/** A gate needs none of what these leave out, and a browser that phones home has no place in a test. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** In a page of Chromium, served from loopback: WebCrypto is for secure contexts, which http://127.0.0.1 is. */
export async function runInChromium(executablePath: string, code: string): Promise<RuntimeRun> {
  const server = await listenOnLoopback((request, response) => {
    const isModule = request.url === '/suite.js';
    response.writeHead(200, { 'content-type': isModule ? 'text/javascript' : 'text/html' });
    response.end(isModule ? code : '<!doctype html><meta charset="utf-8"><title>suite</title>');
  });
  try {
    const browser = await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(RUN_TIMEOUT_MS);
      await page.goto(server.origin);
      // As text: the page's module is no module of this program's.
      const suite = await page.evaluate<SuiteRun>(`import('/suite.js').then(({ runHere }) => runHere())`);
      return { ...suite, runtime: `Chromium ${browser.version()}` };
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}
