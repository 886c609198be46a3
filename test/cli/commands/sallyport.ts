import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command line's own entry, run from its TypeScript: no build is needed before a test. */
export const MAIN: string = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url));

/** Node keeps what it compiled, so that the next process starts in a third of the time. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: join(tmpdir(), 'sallyport-compile-cache'),
};

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs the command line in a process of its own, without colours and without this process's variables. */
export function runSallyport(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=source', MAIN, ...args], {
      cwd: options.cwd ?? dirname(MAIN),
      env: { ...ENVIRONMENT, ...options.env },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ exitCode, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
    // A child that ends before it has read everything closes the pipe; its exit code tells the test.
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
  });
}

export interface Folder {
  readonly path: string;
  /** Writes a file of the folder and gives its whole path; anything but text is written as JSON. */
  readonly place: (name: string, content: unknown) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** An empty folder of its own for one test file. */
export async function createFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-cli-'));
  return {
    path,
    place: async (name, content) => {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      const isText = typeof content === 'string' || content instanceof Uint8Array;
      await writeFile(file, isText ? content : JSON.stringify(content, null, 2));
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
