/**
 * Builds the authorizers of a `sallyport dev`: the policy's own kind, and the others that its tour asks.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompiledPolicy, PolicyDocument } from '@sallyport/core';
import type * as Dev from '@sallyport/dev';
import { bundleAuthorizer } from '../build/bundle.ts';
import { CommandError, EXIT } from '../exit.ts';

/** What is built, and where to. */
export interface AuthorizersInput {
  readonly document: PolicyDocument;
  /** The policy's own kind first; none where the Worker gate is served alone. */
  readonly kinds: readonly Dev.ApiKind[];
  /** The key of the route that `$connect` stands for; null where no kind is `websocket`. */
  readonly connectRoute: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** Builds a bundle for each kind, in the order of `kinds`. */
export async function buildAuthorizers(
  tools: typeof Dev,
  { document, kinds, connectRoute, variables, folder }: AuthorizersInput,
): Promise<readonly Dev.BuiltAuthorizer[]> {
  return Promise.all(
    kinds.map(async (kind) => {
      const policy = tools.toKindPolicy(document, kind, variables);
      const authorizerPath = join(folder, kind, 'authorizer.mjs');
      const route = kind === 'websocket' ? connectRoute : null;
      // The document, not a built policy: what ships refuses loopback issuers, and here one may be reached as it is.
      const policySource = `export const policy = ${JSON.stringify(policy)};`;
      const bundle = await bundleAuthorizer({ policySource, kind, route });
      await mkdir(join(folder, kind));
      await writeFile(authorizerPath, bundle);
      return { policy, authorizerPath, connectRoute: route };
    }),
  );
}

/**
 * The key of the route that `$connect` stands for; null where no kind is `websocket`.
 *
 * @throws CommandError (2) where `named` is missing, no route of the policy, or for another kind of API.
 */
export function findConnectRoute(
  compiled: CompiledPolicy,
  kinds: readonly Dev.ApiKind[],
  named: { readonly option: string | undefined; readonly tour: string | null },
): string | null {
  if (!kinds.includes('websocket')) {
    if (named.option === undefined) return null;
    throw new CommandError(EXIT.usage, '--route is for a WebSocket API: the policy\'s apiGateway.kind "websocket"');
  }
  const key = named.option ?? named.tour;
  const keys = compiled.routes.routes.map((route) => route.key);
  if (key !== null && keys.includes(key)) return key;
  const wrong = key === null ? 'a WebSocket API needs --route' : `the policy has no route "${key}"`;
  throw new CommandError(EXIT.usage, `${wrong}: name the key that $connect stands for, one of ${keys.join(', ')}`);
}
