/**
 * Bundles the Lambda gate around one policy: a single module without imports, the same bytes for the same policy.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuiltPolicy, CompiledApiGateway, KeySnapshot } from '@sallyport/core';
import { build, type Plugin } from 'esbuild';
import { toCoreModule } from './core-module.ts';
import { toLiteral } from './literal.ts';

const here = fileURLToPath(import.meta.url);
type AuthorizerKind = CompiledApiGateway['kind'];

// One factory each, by name: a bundle holds the code of its own kind alone.
const FACTORIES: Readonly<Record<AuthorizerKind, string>> = {
  'rest-token': 'tokenAuthorizer',
  'rest-request': 'requestAuthorizer',
  'http-iam': 'httpApiAuthorizer',
  'http-simple': 'httpApiAuthorizer',
  websocket: 'webSocketAuthorizer',
};

/** The module that a bundle starts from. */
function toEntry(kind: AuthorizerKind, route: string | null): string {
  const options = route === null ? '{ keys }' : `{ keys, route: ${JSON.stringify(route)} }`;
  return `
import { ${FACTORIES[kind]} as authorizer } from '@sallyport/lambda';
import { policy } from 'sallyport:policy';
import { keys } from 'sallyport:keys';
export const handler = authorizer(policy, ${options});
`;
}

/** What a bundle is made around. */
export interface BundleInput {
  /** A module that exports `policy`. */
  readonly policySource: string;
  /** What was built of the policy: the core then comes without the grammar of documents, in the parts that it needs. */
  readonly plan?: BuiltPolicy['plan'] | null;
  /** Key sets that the gate starts with; null for none. */
  readonly keys?: KeySnapshot | null;
  /** The policy's `apiGateway.kind`. Default `rest-token`. */
  readonly kind?: AuthorizerKind;
  /** The key of the route that `$connect` stands for, for `websocket`. */
  readonly route?: string | null;
}

/** The bundle of the authorizer of a kind; its export is `handler`. */
export async function bundleAuthorizer({
  policySource,
  plan = null,
  keys = null,
  kind = 'rest-token',
  route = null,
}: BundleInput): Promise<Uint8Array> {
  const modules = new Map([
    ['sallyport:policy', policySource],
    ['sallyport:core', plan === null ? '' : toCoreModule(plan)],
    ['sallyport:keys', `export const keys = ${keys === null ? 'undefined' : toLiteral(keys)};`],
  ]);
  const made: Plugin = {
    name: 'made',
    setup: (bundle) => {
      bundle.onResolve({ filter: /^sallyport:/ }, ({ path }) => ({ path, namespace: 'made' }));
      bundle.onLoad({ filter: /.*/, namespace: 'made' }, ({ path }) => ({
        contents: modules.get(path) ?? '',
        loader: 'ts',
        resolveDir: dirname(here),
      }));
      if (plan === null) return;
      bundle.onResolve({ filter: /^@sallyport\/core$/ }, () => ({ path: 'sallyport:core', namespace: 'made' }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: toEntry(kind, route), loader: 'js', resolveDir: dirname(here), sourcefile: 'authorizer.js' },
    plugins: [made],
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
