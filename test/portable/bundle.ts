/**
 * Bundles the suite once, for every runtime: one module that imports nothing.
 *
 * `source` reads the packages' TypeScript, `built` what the compiler made of it: without comments and line breaks
 * the two are the same bytes, to which `scripts/check-chromium.mjs` holds them. So tests run what ships without a build.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

/** What the core is read from. */
export type CoreForm = 'source' | 'built';

/** A bundle, and the files of this repository that it was made of. */
export interface SuiteBundle {
  readonly code: string;
  readonly inputs: readonly string[];
  /** Modules that it would import at run time. */
  readonly imports: readonly string[];
}

const ROOT = join(import.meta.dirname, '../..');

/** @throws Error of esbuild, for an import that only some runtime has. */
export async function bundleSuite(form: CoreForm): Promise<SuiteBundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(import.meta.dirname, 'entry.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    // An empty list would add `module`; `import` is always there.
    conditions: form === 'source' ? ['source', 'browser'] : ['browser'],
    target: 'es2023',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new TypeError('esbuild wrote no file');
  const outputs = Object.values(metafile.outputs);
  return {
    code: file.text,
    inputs: Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/')),
    imports: outputs.flatMap(({ imports }) => imports.map(({ path }) => path)),
  };
}
