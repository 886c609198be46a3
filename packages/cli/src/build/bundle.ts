/**
 * Bundles the Lambda gate around one policy: a single module without imports, the same bytes for the same policy.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const here = fileURLToPath(import.meta.url);
const POLICY = 'sallyport:policy';
const ENTRY = `
import { tokenAuthorizer } from '@sallyport/lambda';
import { policy } from '${POLICY}';
export const handler = tokenAuthorizer(policy);
`;

/**
 * The bundle of a REST API's TOKEN authorizer; its export is `handler`.
 *
 * @param policySource - A module that exports `policy`.
 * @param form - What that is: for a `built` one the core comes without the grammar of documents.
 */
export async function bundleAuthorizer(
  policySource: string,
  form: 'document' | 'built' = 'document',
): Promise<Uint8Array> {
  const policy: Plugin = {
    name: 'policy',
    setup: (bundle) => {
      bundle.onResolve({ filter: new RegExp(`^${POLICY}$`) }, () => ({ path: POLICY, namespace: 'policy' }));
      bundle.onLoad({ filter: /.*/, namespace: 'policy' }, () => ({ contents: policySource, loader: 'ts' }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, loader: 'js', resolveDir: dirname(here), sourcefile: 'authorizer.js' },
    plugins: [policy],
    alias: form === 'built' ? { '@sallyport/core': '@sallyport/core/built' } : {},
    // Where an alias is looked up: this command line has the core among its own packages.
    absWorkingDir: dirname(here),
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    // Run from its own TypeScript, before any build, this bundles the gate's TypeScript too.
    conditions: here.endsWith('.ts') ? ['source'] : [],
    target: 'node22',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    outfile: 'index.mjs',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new TypeError('esbuild wrote no file');
  return file.contents;
}
