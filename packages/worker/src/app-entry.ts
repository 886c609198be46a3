/**
 * Reads what a Hono app has registered: how a guard is mounted, what it covers, and which routes of a policy a handler
 * can serve.
 *
 * Does not: run a handler; whether middleware passes a request on cannot be seen from outside.
 */
import { meets, type PathShape, type Route, toPathShape } from '@sallyport/core';
import { findTargetHandler, isMiddleware } from 'hono/utils/handler';
import { checkOptionalParameter, mergePath, splitRoutingPath } from 'hono/utils/url';

/** One handler of an app, as `app.routes` lists it. */
export interface AppEntry {
  readonly basePath: string;
  readonly path: string;
  /** `ALL` for every method. */
  readonly method: string;
  readonly handler: (...given: never[]) => unknown;
}

/** True for what takes every method and path of the app or sub-app that it was added to. */
export function isWhole({ basePath, path, method }: AppEntry): boolean {
  return method === 'ALL' && path === mergePath(basePath, '*');
}

/** True for middleware as `app.use('*', ...)` adds it: a logger, say. */
export function isPassing(entry: AppEntry): boolean {
  return isWhole(entry) && isMiddleware(findTargetHandler(entry.handler));
}

/** Whether every request that reaches `entry` passes `guard`, if that was added first. */
export function isUnder(guard: AppEntry, entry: AppEntry): boolean {
  if (guard.method !== 'ALL' || !guard.path.endsWith('/*')) return false;
  const prefix = guard.path.slice(0, -2);
  return entry.path === prefix || entry.path.startsWith(`${prefix}/`);
}

/** Whether some request that the policy's route decides reaches the entry. */
export function canServe({ path, method }: AppEntry, route: Route): boolean {
  // Hono serves HEAD by the handlers of GET.
  const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
  const isDecided =
    method === 'ALL' ? route.decides.size > 0 : [...route.decides].some((name) => methods.includes(name));
  const shape = toPathShape(route);
  return isDecided && (checkOptionalParameter(path) ?? [path]).some((spelled) => meets(toShape(spelled), shape));
}

function toShape(path: string): PathShape {
  const parts = splitRoutingPath(path).filter((part, index, all) => part !== '' || index < all.length - 1);
  const segments: (string | null)[] = [];
  for (const [index, part] of parts.entries()) {
    if (part === '*' && index === parts.length - 1) return { segments, tail: 'wildcard' };
    segments.push(part === '*' || part.startsWith(':') ? null : part);
    // A parameter with an expression of its own may take slashes too.
    if (part.startsWith(':') && part.includes('{')) return { segments, tail: 'wildcard' };
  }
  return { segments, tail: 'end' };
}
