/**
 * One request to a configured issuer: bounded in time and size, and never led elsewhere.
 *
 * Trust: https only, or http where the issuer itself is on this machine; a redirect is a failure, so that a client's
 * secret reaches nobody but the address that the issuer names.
 * Does not: quote what came, nor the runtime's own message, which may hold the address.
 */
import { CommandError, EXIT } from '../exit.ts';

/** What came. */
export interface JsonAnswer {
  readonly status: number;
  /** Null for anything but a JSON object. */
  readonly value: Readonly<Record<string, unknown>> | null;
}

const TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 256 * 1024;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a secret or metadata may travel to a URL, for an issuer of that identifier. */
export function isSafeUrl(url: string, iss: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  if (parsed.protocol === 'https:') return true;
  const own = URL.parse(iss);
  return [parsed, own].every((one) => one?.protocol === 'http:' && LOOPBACK.test(one.hostname));
}

/**
 * Sends it.
 *
 * @param what - The address as people know it, for the one sentence of a failure.
 * @throws CommandError (3) where nobody answers in 10 s, or with a redirect or more than 256 KiB.
 */
export async function requestJson(url: string, what: string, init: RequestInit): Promise<JsonAnswer> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    if (response.status >= 300 && response.status < 400)
      throw toFailure(`${what} redirects elsewhere, which is not followed`);
    const text = await readBounded(response, what);
    return { status: response.status, value: parseObject(text) };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw toFailure(
      signal.aborted ? `${what} did not answer within ${TIMEOUT_MS / 1000} s` : `${what} cannot be reached`,
    );
  }
}

async function readBounded(response: Response, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw toFailure(`${what} answers with more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function toFailure(message: string): CommandError {
  return new CommandError(EXIT.network, message);
}
