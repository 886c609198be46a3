/**
 * Bundles the playground's script: the core itself, which decides in the page.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** One module without imports, for browsers. */
export async function bundlePage(): Promise<string> {
  const isSource = import.meta.url.endsWith('.ts');
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`./page/main.${isSource ? 'ts' : 'js'}`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: isSource ? ['source'] : [],
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}
