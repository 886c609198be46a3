/**
 * Marks the guard's handler with the routes that it decides, so that an app's wiring can be read from its handlers.
 *
 * Trust: none; the mark serves tests and warnings and grants nothing.
 */
import type { RouteTable } from '@sallyport/core';
import { findTargetHandler } from 'hono/utils/handler';

// Of the global registry: an app and its test may load this package twice.
const MARK = Symbol.for('sallyport.guard');

/** The handler, marked. */
export function markGuard<Handler extends object>(handler: Handler, routes: RouteTable): Handler {
  return Object.defineProperty(handler, MARK, { value: routes });
}

/** The routes that a handler guards, also where `app.route()` wrapped it; null for any other handler. */
export function readGuard(handler: (...given: never[]) => unknown): RouteTable | null {
  // Only `markGuard` writes under this symbol.
  return (Reflect.get(findTargetHandler(handler), MARK) as RouteTable | undefined) ?? null;
}
