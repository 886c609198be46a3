/**
 * The paths that the Worker gate answers itself, before any decision.
 *
 * Only these exact canonical paths: every other spelling that does not lead to one of them is the policy's to decide.
 */
import type { CompiledPolicy } from './compiled.ts';

/** What the gate serves at a path of its own. */
export type OwnPathKind = 'resource-metadata' | 'assertion-keys' | 'health';

/** One path of the gate's own. */
export interface OwnPath {
  /** In the canonical spelling. */
  readonly path: string;
  readonly kind: OwnPathKind;
}

/** What the paths follow from: a compiled policy, or a plan. */
export interface OwnPathSettings {
  readonly resource: Pick<NonNullable<CompiledPolicy['resource']>, 'metadataPath'> | null;
  readonly worker: { readonly assertion: object | null; readonly health: boolean };
}

/**
 * The paths that a gate of this policy answers itself: RFC 9728 metadata where there is a `resource`, the keys of
 * `worker.assertion` (by the gateway alone, which signs), and `worker.health`.
 */
export function listOwnPaths({ resource, worker }: OwnPathSettings): readonly OwnPath[] {
  const paths: OwnPath[] = [];
  if (resource !== null) paths.push({ path: resource.metadataPath, kind: 'resource-metadata' });
  if (worker.assertion !== null) paths.push({ path: '/.well-known/sallyport/jwks', kind: 'assertion-keys' });
  if (worker.health) paths.push({ path: '/.well-known/sallyport/health', kind: 'health' });
  return paths;
}
