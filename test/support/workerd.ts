/**
 * Starts the real workerd, the one that wrangler pins, on a bundled Worker: no entry Worker in front that would
 * normalise what a client sends, as miniflare and `wrangler dev` do.
 *
 * Does not: isolate tests from each other; one process serves a whole file.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { build } from 'esbuild';

/** Not newer than the oldest workerd in the tree, the one of the vitest plugin. */
export const COMPATIBILITY_DATE = '2026-10-01';

/** What to run. */
export interface WorkerdOptions {
  /** TypeScript source of the main module, which may import any package of the workspace by name; or a bundle's file. */
  readonly worker: { readonly source: string } | { readonly bundle: string };
  /** Text bindings. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Service bindings to servers: binding name to `host:port`. */
  readonly services?: Readonly<Record<string, string>>;
  /** Service bindings to Workers beside it, binding name to TypeScript source or more; they have its other bindings. */
  readonly boundWorkers?: Readonly<Record<string, string | BoundWorker>>;
  /** Flags of the engine for the whole process, such as `--max-old-space-size=64`. */
  readonly v8Flags?: readonly string[];
  /** Beside those of the compatibility date. */
  readonly compatibilityFlags?: readonly string[];
  /** `host:port` of a server that gets every outbound request, whatever its host. Default: the loopback network. */
  readonly outbound?: string;
}

/** A Worker that another one calls, at its default export or a named one. */
export interface BoundWorker {
  readonly worker: WorkerdOptions['worker'];
  readonly entrypoint?: string;
}

/** A running workerd. */
export interface Workerd {
  /** Of the process, for what the system tells of it. */
  readonly pid: number;
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** Everything it has printed so far, both streams. */
  readonly output: () => string;
  /** Stops the whole process where it is, until `thaw`: what a frozen environment looks like from outside. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly stop: () => Promise<void>;
}

const START_TIMEOUT_MS = 15_000;
const ROOT = join(import.meta.dirname, '../..');

/** Bundles the source, starts workerd on a free loopback port and resolves once it listens. */
export async function startWorkerd(options: WorkerdOptions): Promise<Workerd> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-workerd-'));
  await placeWorker(options.worker, join(folder, 'worker.js'));
  for (const [name, bound] of Object.entries(options.boundWorkers ?? {})) {
    await placeWorker(typeof bound === 'string' ? { source: bound } : bound.worker, join(folder, `${name}.js`));
  }
  await writeFile(join(folder, 'config.capnp'), toConfig(options));

  const child = spawn(workerdPath(), ['serve', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const killWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const stop = async (): Promise<void> => {
    process.off('exit', killWithUs);
    // SIGKILL: a request that hangs outlives SIGTERM.
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };

  try {
    const port = await readPort(child);
    const freeze = (): void => void child.kill('SIGSTOP');
    const thaw = (): void => void child.kill('SIGCONT');
    const pid = child.pid ?? 0;
    return { pid, port, origin: `http://127.0.0.1:${port}`, output: () => printed, freeze, thaw, stop };
  } catch (cause) {
    await stop();
    throw new Error(`workerd did not start:\n${printed}`, { cause });
  }
}

async function placeWorker(worker: WorkerdOptions['worker'], outfile: string): Promise<void> {
  if ('bundle' in worker) await copyFile(worker.bundle, outfile);
  else await bundleWorker(worker.source, outfile);
}

/** Bundles a Worker's source as a gate's own bundle is made, reading the packages' TypeScript. */
async function bundleWorker(source: string, outfile: string): Promise<void> {
  await build({
    stdin: { contents: source, resolveDir: ROOT, loader: 'ts', sourcefile: 'worker.ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['source', 'workerd', 'worker', 'browser', 'import'],
    external: ['cloudflare:*', 'node:*'],
    target: 'es2024',
    logLevel: 'silent',
  });
}

function workerdPath(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'));
  return join(require.resolve('workerd/package.json'), '../bin/workerd');
}

function toConfig(options: WorkerdOptions): string {
  const services = Object.entries(options.services ?? {});
  const bound = Object.keys(options.boundWorkers ?? {});
  const simple = [
    ...Object.entries(options.vars ?? {}).map(([name, text]) => `(name = ${quote(name)}, text = ${quote(text)})`),
    ...services.map(([name]) => `(name = ${quote(name)}, service = ${quote(`to-${name}`)})`),
  ];
  const bindings = [...simple, ...Object.entries(options.boundWorkers ?? {}).map(toBinding)];
  const besides = bound.map((name) => {
    return `(name = ${quote(`in-${name}`)}, worker = ${toWorker(`${name}.js`, simple, options)})`;
  });
  const externals = services.map(([name, address]) => toExternal(`to-${name}`, address));
  // "private" includes loopback.
  const network = '(name = "internet", network = (allow = ["private"]))';
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = ${toWorker('worker.js', bindings, options)}),
    ${options.outbound === undefined ? network : toExternal('internet', options.outbound)},
    ${[...besides, ...externals].map((service) => `${service},`).join('\n    ')}
  ],
  v8Flags = [${(options.v8Flags ?? []).map(quote).join(', ')}],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}

function toWorker(file: string, bindings: readonly string[], { compatibilityFlags = [] }: WorkerdOptions): string {
  return `(
    modules = [(name = "worker", esModule = embed ${quote(file)})],
    compatibilityDate = "${COMPATIBILITY_DATE}",
    compatibilityFlags = [${compatibilityFlags.map(quote).join(', ')}],
    bindings = [${bindings.join(', ')}],
    globalOutbound = "internet",
  )`;
}

function toBinding([name, bound]: readonly [string, string | BoundWorker]): string {
  const entrypoint = typeof bound === 'string' ? undefined : bound.entrypoint;
  const named = entrypoint === undefined ? '' : `, entrypoint = ${quote(entrypoint)}`;
  return `(name = ${quote(name)}, service = (name = ${quote(`in-${name}`)}${named}))`;
}

function toExternal(name: string, address: string): string {
  return `(name = ${quote(name)}, external = (address = ${quote(address)}, http = ()))`;
}

/** Cap'n Proto text and JSON write strings alike. */
function quote(text: string): string {
  return JSON.stringify(text);
}

function readPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no listen event in time')), START_TIMEOUT_MS);
    child.once('exit', (code) => reject(new Error(`exit code ${code}`)));
    child.once('error', reject);
    let events = '';
    const control = child.stdio[3] as Readable;
    control.on('data', (chunk: Buffer) => {
      events += chunk.toString();
      const port = /"event":"listen","socket":"http","port":(\d+)/.exec(events)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}
