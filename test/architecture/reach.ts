/**
 * Which files of the core an entry leads to.
 */
import { PACKAGE_FILES } from './tree.ts';

const CORE = new Map(
  PACKAGE_FILES.filter((file) => file.package === 'core').map((file) => [file.inner, file] as const),
);

/** The files that an entry reaches, itself included; with `runtime` only by imports that run. */
export function reachFiles(entry: string, kinds: 'all' | 'runtime'): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (inner: string): void => {
    if (reached.has(inner)) return;
    reached.add(inner);
    for (const found of CORE.get(inner)?.imports ?? []) {
      if (found.file !== null && (kinds === 'all' || found.kind !== 'type')) visit(found.file);
    }
  };
  visit(entry);
  return reached;
}
