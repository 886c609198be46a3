/**
 * Anything of a Worker's surroundings that answers requests: a service binding, or an export of the Worker itself.
 */
import { readBinding } from './binding.ts';

/** What a service binding does here. */
export interface Fetcher {
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
}

/** The fetcher of that name among bindings or exports, or null. */
export function readFetcher(holder: object, name: string): Fetcher | null {
  return readBinding<Fetcher>(holder, name, ['fetch']);
}
