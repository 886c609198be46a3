/**
 * Turns what a handler threw into the error type and message that Lambda reports, and makes that text fit for a log.
 *
 * Trust: a handler may put the token into its message; every run of characters that shares eight with the token, and
 *   every long opaque run, is masked before the text leaves this package.
 * Spec: the Node runtime reports an error's name and message, and `typeof` and text of anything else that is thrown
 *   [T].
 */
import { types } from 'node:util';

/** What Lambda says of a failed invocation. */
export type Failure = { readonly errorType: string; readonly errorMessage: string };

const SHARED_LENGTH = 8;
const OPAQUE_LENGTH = 32;
const MAX_TEXT_LENGTH = 300;
const RUN = /[A-Za-z0-9_\-+/=.~]{8,}/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** Reads what was thrown; never throws, even where its own `toString` does. */
export function toFailure(thrown: unknown): Failure {
  try {
    if (isError(thrown)) return { errorType: String(thrown.name), errorMessage: String(thrown.message) };
    return { errorType: typeof thrown, errorMessage: String(thrown) };
  } catch {
    return { errorType: 'handled', errorMessage: 'the thrown value could not be read' };
  }
}

/**
 * Exactly this message makes a 401; case, blanks or more text make a 500 [D]. Its type is not asked [unverified:
 * thrown-text].
 */
export function isUnauthorized(failure: Failure): boolean {
  return failure.errorMessage === 'Unauthorized';
}

/** A text for a log: without the token or parts of it, without control characters, at most 300 characters. */
export function toLogText(text: string, token: string): string {
  const masked = text.slice(0, MAX_TEXT_LENGTH).replace(RUN, (run) => (isSecret(run, token) ? '[masked]' : run));
  return masked.replace(CONTROL, ' ');
}

// The runtime takes for an error what is one in any realm, and what has the three members of one.
function isError(thrown: unknown): thrown is { readonly name: unknown; readonly message: unknown } {
  if (types.isNativeError(thrown)) return true;
  if (typeof thrown !== 'object' || thrown === null) return false;
  return 'name' in thrown && 'message' in thrown && 'stack' in thrown;
}

function isSecret(run: string, token: string): boolean {
  if (run.length >= OPAQUE_LENGTH) return true;
  for (let start = 0; start + SHARED_LENGTH <= run.length; start += 1) {
    if (token.includes(run.slice(start, start + SHARED_LENGTH))) return true;
  }
  return false;
}
