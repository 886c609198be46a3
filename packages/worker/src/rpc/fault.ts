/**
 * The error of a validation that could not be made: neither a valid token nor a bad one.
 */
import type { Reason } from '@sallyport/core';

/**
 * Keys are unreachable, or the gate is defective: answer 503, never 401.
 *
 * Over RPC it arrives as an `Error`, with name and members where the runtimes carry them, and always with the message,
 * which names the reason and nothing of the token.
 */
export class SallyportFault extends Error {
  readonly reason: Reason;
  /** Seconds after which it may have passed, where that is known. */
  readonly retryAfterSeconds: number | null;

  constructor(reason: Reason, retryAfterSeconds: number | null) {
    super(`The token could not be validated: ${reason}.`);
    this.name = 'SallyportFault';
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
