/**
 * A request whose runtime takes the promises that it was handed with it when it ends.
 */
import type { KeyQuery } from '@sallyport/core';

/** A request that ends when it is told to. */
export interface MortalRequest extends Required<Pick<KeyQuery, 'waitUntil'>> {
  /** From here on everybody else who waits for its promises sees them rejected, or never settled. */
  readonly end: () => void;
}

/** A request that has not ended; `how` is what its runtime does to its promises then. */
export function createMortalRequest(how: 'rejects' | 'never settles'): MortalRequest {
  let hasEnded = false;
  const gone = how === 'rejects' ? Promise.reject(new Error('its request has ended')) : new Promise(() => undefined);
  gone.catch(() => undefined);
  return {
    waitUntil: (work) => {
      const own = work.then.bind(work);
      Object.defineProperty(work, 'then', {
        value: (...handlers: Parameters<typeof own>) => (hasEnded ? gone.then(...handlers) : own(...handlers)),
      });
    },
    end: () => {
      hasEnded = true;
    },
  };
}
