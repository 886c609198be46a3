/**
 * Keeps tokens out of arguments: every process of a machine can read them, and shells keep them in their history.
 *
 * Does not: quote what it refuses.
 */
import { CommandError, EXIT } from '../exit.ts';

/** Header and payload of a JWS start so: `{"` in base64url. */
const TOKEN_LIKE = /eyJ[A-Za-z0-9_-]{5,}/;
const SCHEME = /^(?:bearer|basic|dpop|token)\s/i;

const ADVICE = 'pipe it (--token -), or name a file that holds it';

/** @throws CommandError (2) where an argument holds a token. */
export function refuseTokens(option: string, text: string): void {
  if (!TOKEN_LIKE.test(text) && !SCHEME.test(text)) return;
  throw new CommandError(
    EXIT.usage,
    `${option} holds a token, and every process of this machine can read arguments: ${ADVICE}`,
  );
}
