/**
 * Refuses route keys for paths that the Worker gate answers itself: what such a key says would never come to pass.
 *
 * Does not: refuse patterns that cover more than such a path.
 */
import { parsePath } from '../../routes/path.ts';
import type { RoutePattern } from '../../routes/table.ts';
import { listOwnPaths, type OwnPathKind, type OwnPathSettings } from '../own-paths.ts';
import { toPointer } from '../pointer.ts';
import type { Report } from '../report.ts';

const SETTINGS: Readonly<Record<OwnPathKind, string>> = {
  'resource-metadata': 'resource',
  'assertion-keys': 'worker.assertion',
  health: 'worker.health',
};

/** Reports every key, of whatever method and host, whose pattern is exactly a path of the gate's own. */
export function checkOwnPaths(
  routes: readonly Pick<RoutePattern, 'key' | 'segments' | 'tail'>[],
  settings: OwnPathSettings,
  report: Report,
): void {
  for (const { path, kind } of listOwnPaths(settings)) {
    for (const route of routes) {
      if (!isExactly(route, path)) continue;
      const message = `the Worker gate answers "${path}" itself`;
      const suggestion = `remove this key, or "${SETTINGS[kind]}"`;
      report.error({ pointer: toPointer('routes', route.key), at: 'name', code: 'own-path', message, suggestion });
    }
  }
}

function isExactly({ segments, tail }: Pick<RoutePattern, 'segments' | 'tail'>, path: string): boolean {
  const own = parsePath(path);
  if (own.kind === 'ambiguous' || tail !== 'end' || own.segments.length !== segments.length) return false;
  return segments.every((segment, index) => segment.kind === 'literal' && segment.text === own.segments[index]);
}
