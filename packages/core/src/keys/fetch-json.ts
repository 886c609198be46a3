/**
 * One bounded GET for a JSON object: the only place where metadata and keys enter.
 *
 * Trust: the body is the issuer's, or whoever answers for it; it is parsed here and judged by the caller.
 * Does not: follow redirects, send cookies or credentials, or hang: the deadline holds even where `fetch` ignores abort.
 * The media type is not judged: issuers send key sets as text/plain and octet-stream, and what is no JSON fails anyway.
 */
import type { FetchPort, Ports } from '../ports.ts';
import { isJsonObject, type JsonObject } from '../token/json.ts';
import { parseJsonText } from '../token/json-text.ts';
import { FETCH_DEADLINE_MS, MAX_BODY_BYTES } from './bounds.ts';
import { toFreshForMs } from './freshness.ts';

/** Why a GET failed. */
export type FetchFailure = 'deadline' | 'network' | 'redirect' | 'http_status' | 'too_large' | 'not_json';

/** What a GET brought. */
export type JsonAnswer<Why extends string = FetchFailure> =
  | {
      readonly kind: 'answer';
      readonly value: JsonObject;
      /** When the request started, epoch milliseconds: what the answer says was true at this instant or later. */
      readonly startedAtMs: number;
      readonly freshForMs: number;
    }
  | { readonly kind: 'failed'; readonly why: Why };

/** What to ask for. */
export interface JsonRequest {
  readonly url: string;
  readonly accept: string;
  readonly fetch: FetchPort;
}

/** Sends the request: 3 s for everything, 256 KiB of body, 200 or nothing. Never rejects. */
export async function fetchJson(request: JsonRequest, ports: Pick<Ports, 'clock' | 'sleep'>): Promise<JsonAnswer> {
  const startedAtMs = ports.clock();
  const requestEnded = new AbortController();
  const timerEnded = new AbortController();
  const expire = (): JsonAnswer => failed('deadline');
  const deadline = ports.sleep(FETCH_DEADLINE_MS, timerEnded.signal).then(expire, expire);
  const answer = await Promise.race([readAnswer(request, startedAtMs, requestEnded.signal), deadline]);
  timerEnded.abort();
  requestEnded.abort();
  return answer;
}

async function readAnswer(request: JsonRequest, startedAtMs: number, signal: AbortSignal): Promise<JsonAnswer> {
  try {
    const response = await request.fetch(request.url, {
      method: 'GET',
      headers: { accept: request.accept },
      redirect: 'manual',
      signal,
    });
    if (response.status !== 200) {
      discard(response.body);
      // Browsers hide a manual redirect behind status 0.
      const isRedirect = response.status === 0 || (response.status >= 300 && response.status < 400);
      return failed(isRedirect ? 'redirect' : 'http_status');
    }
    const bytes = await readBody(response.body, signal);
    if (bytes === null) return failed('too_large');
    const value = parseJson(bytes);
    if (!isJsonObject(value)) return failed('not_json');
    return { kind: 'answer', value, startedAtMs, freshForMs: toFreshForMs(response.headers) };
  } catch {
    // Runtimes name network errors differently; their messages can quote the URL.
    return failed('network');
  }
}

function failed(why: FetchFailure): JsonAnswer {
  return { kind: 'failed', why };
}

/**
 * The body's bytes, or null beyond the cap. The abort that ends every request ends the reading of its body too, also
 * where `fetch` ignores the signal.
 */
async function readBody(body: ReadableStream<Uint8Array> | null, signal: AbortSignal): Promise<Uint8Array | null> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  signal.addEventListener('abort', () => discard(reader), { once: true });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(value);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** Ends a stream without waiting for it: a source whose `cancel` hangs or throws changes nothing here. */
function discard(stream: { readonly cancel: () => Promise<void> } | null): void {
  stream?.cancel().catch(() => undefined);
}

// Lenient where a token is strict: a byte order mark is skipped, and of repeated names the last counts (RFC 7517
// section 4 allows it). Nobody else reads this body, so no second reading of it exists that could differ.
function parseJson(bytes: Uint8Array): unknown {
  try {
    return parseJsonText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
