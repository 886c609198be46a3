/**
 * Route tables for the tests of the routes phase, from keys and short access names.
 */
import type { CompiledAccess } from '../../../packages/core/src/document/compiled.ts';
import { parseRouteKey } from '../../../packages/core/src/routes/grammar.ts';
import { createRouteTable } from '../../../packages/core/src/routes/matcher.ts';
import { parsePath, toSegmentText } from '../../../packages/core/src/routes/path.ts';
import type { ReadPath, RoutePattern, RouteTable } from '../../../packages/core/src/routes/table.ts';

const KINDS = ['public', 'optional', 'authenticated', 'deny'] as const;

/** An access by kind; any other name is a requirement of its own. */
export function toAccess(name: string): CompiledAccess {
  const kind = KINDS.find((known) => known === name) ?? 'requirement';
  return { kind, requirement: null, sources: [], fingerprint: name };
}

/** The pattern of a key that must be valid. */
export function toPattern(key: string): RoutePattern {
  const parsed = parseRouteKey(key);
  if (parsed.kind === 'invalid') throw new Error(`${key}: ${parsed.message}`);
  return parsed.pattern;
}

/** A table of keys with their access names. */
export function buildTable(routes: Readonly<Record<string, string>>): RouteTable {
  return createRouteTable(
    Object.entries(routes).map(([key, access]) => ({ pattern: toPattern(key), access: toAccess(access) })),
  );
}

/** The decoded segments of a path that must be canonical. */
export function toSegments(rawPath: string): readonly string[] {
  const path = parsePath(rawPath);
  if (path.kind === 'ambiguous') throw new Error(`${rawPath} has ${path.why}`);
  return path.segments;
}

/** A path of these segments. The root ends in its slash. */
export function toReadPath(segments: readonly string[], ending: '' | '/' = ''): ReadPath {
  return { path: `/${segments.map(toSegmentText).join('/')}${segments.length === 0 ? '' : ending}`, segments };
}

/** The key that decides a request, or null. */
export function findKey(table: RouteTable, method: string, rawPath: string, host: string | null = null): string | null {
  return table.match(method, host, toSegments(rawPath))?.route.key ?? null;
}

/** What the route phase makes of a request: the deciding key, or why there is none. */
export function readRequest(table: RouteTable, method: string, rawPath: string, host: string | null = null): string {
  const path = parsePath(rawPath);
  if (path.kind === 'ambiguous') return `ambiguous: ${path.why}`;
  const match = table.match(method, host, path.segments);
  if (match === null) return 'unmatched';
  if (table.isLookAlike(method, host, path.segments, match.route)) return 'look-alike';
  return table.isSlashAlike(method, host, path, match.route) ? 'trailing slash' : match.route.key;
}
