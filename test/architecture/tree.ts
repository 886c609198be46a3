/**
 * The workspace's own files, read once: what the architecture tests judge.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { findImports, type Import, type Scanned, scan } from './scan.ts';

/** The root of the workspace. */
export const ROOT: string = join(import.meta.dirname, '../..');

/** The packages by folder name, and the name each is imported by. */
export const PACKAGES: Readonly<Record<string, string>> = {
  core: '@sallyport/core',
  worker: '@sallyport/worker',
  lambda: '@sallyport/lambda',
  'local-api-gateway': '@sallyport/local-api-gateway',
  dev: '@sallyport/dev',
  cli: 'sallyport',
};

/** One source file. */
export interface SourceFile {
  /** From the workspace root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly scanned: Scanned;
}

/** One source file of a package. */
export interface PackageFile extends SourceFile {
  readonly package: string;
  /** From the package's `src`. */
  readonly inner: string;
  readonly imports: readonly ResolvedImport[];
}

/** An import and what it reaches. */
export interface ResolvedImport extends Import {
  /** A file of the same package, from its `src`; null for a package. */
  readonly file: string | null;
  /** The package's name without a subpath; null for a file. `node:` and `cloudflare:` modules keep their whole name. */
  readonly package: string | null;
}

/** The paths of the repository's own files, those that are not yet added included. */
export const PATHS: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard'],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)))
  .sort();

/** Reads the repository's files whose path from the root matches. */
export function readSources(pattern: RegExp): readonly SourceFile[] {
  return PATHS.filter((path) => pattern.test(path)).map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return { path, text, scanned: scan(text) };
  });
}

/** Every source file of every package. */
export const PACKAGE_FILES: readonly PackageFile[] = Object.keys(PACKAGES).flatMap((name) =>
  readSources(new RegExp(`^packages/${name}/src/.*\\.(ts|tsx|mts|js|mjs)$`)).map((file) => {
    const inner = relative(`packages/${name}/src`, file.path).replaceAll('\\', '/');
    return { ...file, package: name, inner, imports: findImports(file.scanned).map((found) => resolve(inner, found)) };
  }),
);

function resolve(inner: string, found: Import): ResolvedImport {
  if (found.specifier.startsWith('.')) {
    return { ...found, file: posix.join(dirname(inner), found.specifier), package: null };
  }
  const [first = '', second = ''] = found.specifier.split('/');
  if (first.includes(':')) return { ...found, file: null, package: found.specifier };
  return { ...found, file: null, package: first.startsWith('@') ? `${first}/${second}` : first };
}
