/**
 * How a test issuer misbehaves on demand.
 *
 * Does not: decide when; `issuer.ts` keeps the mode of each endpoint.
 */

/**
 * `status500` an error answer · `network` no answer at all · `hang` never answers · `stall` sends half a body ·
 * `slow` answers after a while · `html` a captive portal's page · `empty` a JSON document with nothing in it ·
 * `redirect` to an address that would answer well · `huge` the right document under 4 MiB of white space.
 */
export type FailureMode = 'status500' | 'network' | 'hang' | 'stall' | 'slow' | 'html' | 'empty' | 'redirect' | 'huge';

/** The query parameter of the address that `redirect` points to. */
const MOVED = 'moved';

// Pending requests are kept here: a request that nothing holds may lose its signal's abort to garbage collection.
const pending = new Set<Request>();

/**
 * Answers in the given mode.
 *
 * @param answer - Makes the answer that the endpoint would have given.
 * @param slow - Waits as long as `slow` does.
 * @param emptyBody - What `empty` sends.
 * @throws TypeError for `network`, as `fetch` does; the signal's reason where it aborts a wait.
 */
export async function respondFailing(
  mode: FailureMode,
  request: Request,
  answer: () => Promise<Response>,
  slow: () => Promise<void>,
  emptyBody: string,
): Promise<Response> {
  switch (mode) {
    case 'status500':
      return new Response('Internal Server Error', { status: 500, headers: { 'content-type': 'text/plain' } });
    case 'network':
      throw new TypeError('fetch failed');
    case 'hang':
      return waitForAbort(request);
    case 'stall':
      return toStalled(request, await answer());
    case 'slow':
      await Promise.race([slow(), waitForAbort(request)]);
      return answer();
    case 'html':
      return new Response('<!doctype html><title>Sign in to the network</title>', {
        headers: { 'content-type': 'text/html' },
      });
    case 'empty': {
      const { headers } = await answer();
      return new Response(emptyBody, { headers });
    }
    case 'redirect': {
      const url = new URL(request.url);
      if (url.searchParams.has(MOVED)) return answer();
      url.searchParams.set(MOVED, '1');
      return new Response(null, { status: 302, headers: { location: url.href } });
    }
    case 'huge': {
      const whole = await answer();
      return new Response(toPadded(await whole.text()), { status: whole.status, headers: whole.headers });
    }
  }
}

/** Rejects with the signal's reason once it aborts, and never settles before. */
function waitForAbort(request: Request): Promise<never> {
  pending.add(request);
  return new Promise((_resolve, reject) => {
    const stop = (): void => {
      pending.delete(request);
      reject(request.signal.reason);
    };
    if (request.signal.aborted) stop();
    else request.signal.addEventListener('abort', stop, { once: true });
  });
}

async function toStalled(request: Request, whole: Response): Promise<Response> {
  const text = await whole.text();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2)));
      waitForAbort(request).catch((reason: unknown) => controller.error(reason));
    },
  });
  return new Response(body, { status: whole.status, headers: whole.headers });
}

/** 4 MiB of blanks in 64 KiB pieces before the text: a reader without a byte cap takes it whole. */
function toPadded(text: string): ReadableStream<Uint8Array> {
  const blanks = new Uint8Array(64 * 1024).fill(0x20);
  let left = 64;
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (left > 0) {
        left -= 1;
        controller.enqueue(blanks.slice());
        return;
      }
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}
