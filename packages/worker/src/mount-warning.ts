/**
 * Warns an operator once where the guard finds itself mounted so that requests pass it by.
 *
 * Does not: see handlers of other paths that were added before it; `assertGuarded` does.
 */
import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import { isPassing } from './app-entry.ts';
import { logProblem } from './log.ts';
import { findMountFaults, type WiringFault } from './wiring-faults.ts';

/** A check for one guard's requests; it looks at the first alone, and logs what is wrong as `sallyport.guard_misplaced`. */
export function createMountWarning(): (c: Context) => void {
  let hasLooked = false;
  return (c) => {
    if (hasLooked) return;
    hasLooked = true;
    const faults = findFaults(c);
    if (faults.length > 0) logProblem('guard_misplaced', { faults: faults.map(({ message }) => message) });
  };
}

function findFaults(c: Context): readonly WiringFault[] {
  const matched = matchedRoutes(c);
  const at = c.req.routeIndex;
  const guard = matched[at];
  const before = matched.slice(0, at).filter((entry) => !isPassing(entry));
  return [
    ...(guard === undefined ? [] : findMountFaults(guard)),
    ...before.map(({ method, path }): WiringFault => {
      return {
        kind: 'handler_unguarded',
        message: `${method} ${path} runs without a decision: it was added before the guard`,
      };
    }),
  ];
}
