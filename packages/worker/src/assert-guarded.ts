/**
 * Fails a test, or a deploy, of an app whose guard does not stand before all of its handlers.
 */
import type { AppEntry } from './app-entry.ts';
import { findWiringFaults, type WiringExceptions, type WiringFault } from './wiring-faults.ts';

/** An app is not wired as its policy needs it; `faults` lists every mistake. */
export class WiringError extends Error {
  readonly faults: readonly WiringFault[];

  constructor(faults: readonly WiringFault[]) {
    super(['The app is not guarded:', ...faults.map(({ message }) => `- ${message}`)].join('\n'));
    this.name = 'WiringError';
    this.faults = faults;
  }
}

/**
 * Checks an app's wiring: `assertGuarded(app)` in a test, or as the last line of the Worker's module, where a mistake
 * fails the deploy.
 *
 * Every handler comes after a guard that takes its path with every method, and some route of the policy can match it.
 * Middleware at `*` may come first: it is trusted to pass requests on, and so is what `app.mount('/', ...)` adds.
 * @param exceptions - Default: no handler is unguarded on purpose, and policy routes without a handler are fine.
 * @throws WiringError with every mistake.
 */
export function assertGuarded(
  app: { readonly routes: readonly AppEntry[] },
  exceptions: Partial<WiringExceptions> = {},
): void {
  const faults = findWiringFaults(app.routes, { unguarded: [], unserved: 'ignore', ...exceptions });
  if (faults.length > 0) throw new WiringError(faults);
}
