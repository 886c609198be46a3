/**
 * What changed in the paths that the Worker gate answers itself: nobody needs a token there, whatever the routes say.
 */
import { type CompiledPolicy, listOwnPaths, type OwnPathKind } from '@sallyport/core';

/** One path that differs. */
export interface OwnPathChange {
  /** In the canonical spelling. */
  readonly path: string;
  readonly kind: OwnPathKind;
  readonly change: 'public' | 'removed';
  readonly widens: boolean;
}

/** Every path that differs, added ones first. */
export function listOwnPathChanges(before: CompiledPolicy, after: CompiledPolicy): readonly OwnPathChange[] {
  const [was, is] = [before, after].map(
    (policy) => new Map(listOwnPaths(policy).map(({ path, kind }) => [path, kind])),
  );
  const only = (one = new Map<string, OwnPathKind>(), other = new Map<string, OwnPathKind>()) =>
    [...one].filter(([path]) => !other.has(path)).map(([path, kind]) => ({ path, kind }));
  return [
    ...only(is, was).map((own) => ({ ...own, change: 'public', widens: true }) as const),
    ...only(was, is).map((own) => ({ ...own, change: 'removed', widens: false }) as const),
  ];
}
