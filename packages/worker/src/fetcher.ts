/**
 * Anything of a Worker's surroundings that answers requests: a service binding, or an export of the Worker itself.
 */

/** What a service binding does here. */
export interface Fetcher {
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
}

/** The fetcher of that name among bindings or exports, or null. */
export function readFetcher(holder: object, name: string): Fetcher | null {
  const held: unknown = Object.hasOwn(holder, name) ? Reflect.get(holder, name) : null;
  return isFetcher(held) ? held : null;
}

function isFetcher(held: unknown): held is Fetcher {
  // The stubs of a Worker's own exports are callable.
  if ((typeof held !== 'object' && typeof held !== 'function') || held === null) return false;
  return 'fetch' in held && typeof held.fetch === 'function';
}
