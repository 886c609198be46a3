/**
 * The web platform as ports: the one file of the core that reads the global clock, fetch, timers and randomness.
 */
import type { FetchPort, Ports } from './ports.ts';

// Called through a wrapper: workerd's fetch refuses a foreign `this`.
const webFetch: FetchPort = (url, init) => fetch(url, init);

const webSleep: Ports['sleep'] = (timeoutMs, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
  });

/**
 * The ports of any web-standard runtime (Node, workerd, browsers), with the given ones in place of the defaults.
 *
 * @param overrides - Ports to replace; `background` defaults to `none`, `env` to no variables.
 */
export function createWebPorts(overrides: Partial<Ports> = {}): Ports {
  return {
    clock: () => Date.now(),
    fetch: webFetch,
    sleep: webSleep,
    random: () => Math.random(),
    newId: () => crypto.randomUUID(),
    background: 'none',
    env: {},
    ...overrides,
  };
}
