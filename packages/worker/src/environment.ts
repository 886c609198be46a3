/**
 * A Worker's environment as the core's ports: text bindings are variables, service bindings can serve keys.
 *
 * Does not: depend on a runtime's types; whatever has a `fetch` counts as a service binding.
 */
import { createWebPorts, type FetchPort, type KeyEvent, type Ports } from '@sallyport/core';
import { type Fetcher, readFetcher } from './fetcher.ts';
import { createKeyEventCounter } from './metrics/counter.ts';
import { resolveKeyTiers } from './stores/tiers.ts';

/** What every export of a Worker takes to reach the world. */
export interface RuntimeOptions {
  /** Values for `${NAME}` and service bindings: on Workers the `env` of `cloudflare:workers`, on Node `process.env`. */
  readonly env?: object;
  /** Fetches metadata and keys in place of the global `fetch`. */
  readonly fetch?: FetchPort;
  /**
   * The Worker's own exports, for the one named `SallyportKeys`: on Workers the `exports` of `cloudflare:workers`. A
   * gateway without `env` finds them by itself.
   */
  readonly exports?: object;
  /** Ports to replace. On a server process that lives on after an answer, `{ background: 'process' }`. */
  readonly ports?: Partial<Ports>;
}

/** The ports of a web-standard runtime over an environment. Other bindings than text are no variables. */
export function createWorkerPorts(env: object, options: Omit<RuntimeOptions, 'env'>): Ports {
  const count = createKeyEventCounter(env);
  return createWebPorts({
    env: readVariables(env),
    bindingFetch: (name) => toFetchPort(readFetcher(env, name)),
    onKeyEvent: (event) => {
      count(event);
      warnOfKeys(event);
    },
    ...(options.fetch ? { fetch: options.fetch } : {}),
    keyTiers: resolveKeyTiers(env, options.exports ?? null),
    ...options.ports,
  });
}

function readVariables(env: object): Readonly<Record<string, string>> {
  const texts = Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts);
}

function toFetchPort(fetcher: Fetcher | null): FetchPort | null {
  return fetcher && ((url, init) => fetcher.fetch(url, init));
}

/** A denial says `keys_unavailable`; this line says why. At most one a fetch, and fetches are rate limited. */
function warnOfKeys(event: KeyEvent): void {
  if (event.kind === 'failed' || event.kind === 'refused_key')
    console.warn({ ...event, kind: `sallyport.keys_${event.kind}` });
}
