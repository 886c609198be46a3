/**
 * Watches the requests that the core sends for metadata and keys: what came, and what its `Date` says of this clock.
 *
 * Does not: send, bound or judge anything; the core's own fetch does, so that `check --online` sees what a gate would.
 */
import type { FetchPort } from '@sallyport/core';

/** One request and what came of it. */
export interface SeenRequest {
  readonly asksFor: 'metadata' | 'keys';
  /** Without its query. */
  readonly url: string;
  /** Null where nothing came. */
  status: number | null;
  contentType: string | null;
  /** Seconds by which this machine's clock is ahead of the issuer's, to about one; null without a `Date`. */
  skewSeconds: number | null;
  /** The runtime's own word for why nothing came, such as `ECONNREFUSED`. */
  cause: string | null;
  /** What the core read of the body. */
  body: string;
}

/** A fetch to give to the core, and what it has seen. */
export interface ObservedFetch {
  readonly fetch: FetchPort;
  readonly seen: readonly SeenRequest[];
}

/** Observes `fetch`. @param clock - Epoch milliseconds. */
export function observeFetch(fetch: FetchPort, clock: () => number): ObservedFetch {
  const seen: SeenRequest[] = [];
  return {
    seen,
    fetch: async (url, init) => {
      const asksFor = init.headers.accept?.includes('jwk-set') === true ? 'keys' : 'metadata';
      const request: SeenRequest = {
        ...{ asksFor, url: url.replace(/\?.*$/s, '?…'), body: '' },
        ...{ status: null, contentType: null, skewSeconds: null, cause: null },
      };
      seen.push(request);
      const startedAtMs = clock();
      try {
        const response = await fetch(url, init);
        request.status = response.status;
        request.contentType = response.headers.get('content-type');
        request.skewSeconds = toSkewSeconds(response.headers, (startedAtMs + clock()) / 2);
        return watchBody(response, request);
      } catch (error) {
        request.cause = findCause(error);
        throw error;
      }
    },
  };
}

/** A shared cache keeps the origin's `Date` and adds an `Age` (RFC 9111 section 5.1); the half is what `Date` cuts off. */
function toSkewSeconds(headers: Headers, ourMs: number): number | null {
  const dateMs = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(dateMs)) return null;
  const age = headers.get('age') ?? '';
  const ageSeconds = /^[0-9]{1,9}$/.test(age) ? Number(age) : 0;
  return Math.round(ourMs / 1000 - (dateMs / 1000 + ageSeconds + 0.5));
}

/** The core takes the body as fast as it likes and stops where it likes: only what it took is kept. */
function watchBody(response: Response, request: SeenRequest): Response {
  if (response.status !== 200 || response.body === null) return response;
  const decoder = new TextDecoder();
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        request.body += decoder.decode(chunk, { stream: true });
        controller.enqueue(chunk);
      },
    }),
  );
  return new Response(body, { status: 200, headers: response.headers });
}

// Node's message may quote the URL; its code is one word.
function findCause(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : null;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : null;
}
