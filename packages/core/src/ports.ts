/**
 * What the core needs from a runtime; each edge gives its own, `platform.ts` gives the web's.
 */
import type { KeyEvent, KeyTier } from './keys/source.ts';

/** One outbound request for metadata or keys. Redirects are never followed and no credentials are sent. */
export type FetchPort = (
  url: string,
  init: {
    readonly method: 'GET';
    readonly headers: Readonly<Record<string, string>>;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

/** The runtime as the core sees it. */
export interface Ports {
  /** Epoch milliseconds. Called per decision, never at module scope, where workerd's clock reads 0. */
  readonly clock: () => number;
  readonly fetch: FetchPort;
  /**
   * Resolves after that many milliseconds; each waiter owns its timer (workerd ends requests without pending I/O).
   * An abort means that nobody waits any more: resolve early and let the timer go, so that no process lingers for it.
   */
  readonly sleep: (timeoutMs: number, signal?: AbortSignal) => Promise<void>;
  /** A number in [0, 1) for jitter. */
  readonly random: () => number;
  /** A fresh decision id. */
  readonly newId: () => string;
  /** Whether work may go on after an answer without `waitUntil`: a server process yes, a Lambda no. */
  readonly background: 'process' | 'none';
  /** Values for `${NAME}`, resolved once at construction. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The fetch of a service binding named by an issuer's `keys.binding`; null when there is no such binding. */
  readonly bindingFetch?: (binding: string) => FetchPort | null;
  /** Shared tiers of key sets, nearest first, asked before the network. Write access to one is signing authority. */
  readonly keyTiers?: readonly KeyTier[];
  /** Told of key fetches, refusals and faults; must not throw. */
  readonly onKeyEvent?: (event: KeyEvent) => void;
}
