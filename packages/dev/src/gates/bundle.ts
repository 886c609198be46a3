/**
 * Bundles a gate from the policy in memory, with the same packages that a deployed one is made of.
 */
import { build } from 'esbuild';

const POLICY_MODULE = 'sallyport:policy';

/**
 * A gate's module text: `entry` with the policy at `import policy from 'sallyport:policy'`.
 *
 * @param resolveDir - Where the entry's packages are looked up.
 * @param conditions - Package conditions beside esbuild's own.
 */
export async function bundleGate(
  entry: string,
  policy: object,
  { resolveDir, conditions }: { readonly resolveDir: string; readonly conditions: readonly string[] },
): Promise<string> {
  const result = await build({
    stdin: { contents: entry, resolveDir, sourcefile: 'gate.js' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: [...conditions],
    logLevel: 'silent',
    plugins: [
      {
        name: 'policy',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^sallyport:policy$/ }, () => ({ path: POLICY_MODULE, namespace: 'policy' }));
          onLoad({ filter: /.*/, namespace: 'policy' }, () => ({ contents: JSON.stringify(policy), loader: 'json' }));
        },
      },
    ],
  });
  return result.outputFiles[0]?.text ?? '';
}
