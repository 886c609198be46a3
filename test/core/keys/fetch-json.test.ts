import { describe, expect, it } from 'vitest';
import { fetchJson, type JsonAnswer } from '../../../packages/core/src/keys/fetch-json.ts';
import { createFakeClock, type FakeClock, flush } from '../../support/fake-clock.ts';
import { type Answer, createScriptedFetch, delayed, hang, json, status } from '../../support/scripted-fetch.ts';

const URL_ = 'https://issuer.test/jwks';
const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function start(answer: Answer, clock: FakeClock = createFakeClock()) {
  const script = createScriptedFetch(clock);
  script.on(URL_, answer);
  const pending = fetchJson(
    { url: URL_, accept: 'application/json', fetch: script.fetch },
    { clock: clock.now, sleep: clock.sleep },
  );
  return { clock, script, pending };
}

async function result(answer: Answer): Promise<JsonAnswer | string> {
  const got = await start(answer).pending;
  return got.kind === 'failed' ? got.why : got;
}

/** A body that is pulled from `next`, and what became of it. */
function pulled(next: () => Promise<Uint8Array | null>) {
  const state = { bytes: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const chunk = await next();
        if (state.cancelled) return;
        if (chunk === null) return controller.close();
        state.bytes += chunk.byteLength;
        controller.enqueue(chunk);
      },
      cancel: () => {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { state, response: () => new Response(stream) };
}

describe('the request', () => {
  it('is a GET with an Accept header and nothing else: no cookies, no redirects followed', async () => {
    const { script, pending } = start(json({ keys: [] }));
    await pending;
    const [call] = script.calls;
    expect(call?.url).toBe(URL_);
    const { signal, ...init } = call?.init ?? {};
    expect(init).toEqual({ method: 'GET', headers: { accept: 'application/json' }, redirect: 'manual' });
    expect(signal).toBeInstanceOf(AbortSignal);
  });

  it('is dated by its start, not by its end', async () => {
    const clock = createFakeClock();
    const startedAtMs = clock.now();
    const { pending } = start(delayed(clock, 2000, json({ a: 1 }, { 'cache-control': 'max-age=120' })), clock);
    await clock.advance(2000);
    expect(await pending).toEqual({ kind: 'answer', value: { a: 1 }, startedAtMs, freshForMs: 120_000 });
  });

  it('leaves no timer running once it is answered', async () => {
    const { clock, pending } = start(json({}));
    await pending;
    expect(clock.timers()).toBe(0);
  });
});

describe('an answer', () => {
  it('is a JSON object whatever its media type', async () => {
    for (const type of ['text/plain', 'application/octet-stream', 'text/html', '']) {
      const answer = await result(() => new Response(encode('{"keys":[]}'), { headers: { 'content-type': type } }));
      expect(answer).toMatchObject({ kind: 'answer', value: { keys: [] } });
    }
  });

  it('may come in any number of pieces, split within a character', async () => {
    const pieces = [...encode('{"key":"\u{1f511}"}')].map((byte) => Uint8Array.of(byte));
    const body = pulled(async () => pieces.shift() ?? null);
    expect(await result(body.response)).toMatchObject({ value: { key: '\u{1f511}' } });
  });

  it('may begin with a byte order mark and repeat a name, of which the last counts', async () => {
    expect(await result(() => new Response('\uFEFF{"keys":1,"keys":2}'))).toMatchObject({ value: { keys: 2 } });
  });

  it('fails where it is no JSON object', async () => {
    const bodies = ['', 'null', '[]', '"keys"', '1', '<html>captive portal</html>', '{"keys":[', '{}{}', '{keys:[]}'];
    for (const body of bodies) expect(await result(() => new Response(body))).toBe('not_json');
    expect(await result(() => new Response(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)))).toBe('not_json');
    expect(await result(() => new Response(null))).toBe('not_json');
  });

  it('fails on every status but 200', async () => {
    for (const code of [201, 204, 206, 400, 401, 403, 404, 410, 429, 500, 502, 503, 504]) {
      expect(await result(status(code))).toBe('http_status');
    }
  });

  it('fails on a redirect and goes nowhere (attack: a redirect to instance metadata)', async () => {
    for (const code of [300, 301, 302, 303, 304, 307, 308]) {
      const { script, pending } = start(status(code, { location: 'http://169.254.169.254/latest' }));
      expect(await pending).toEqual({ kind: 'failed', why: 'redirect' });
      expect(script.calls).toHaveLength(1);
    }
    expect(await result(() => Response.error())).toBe('redirect');
  });

  it('fails where the connection does, at once or in the middle of the body', async () => {
    expect(await result(() => Promise.reject(new TypeError('fetch failed')))).toBe('network');
    expect(
      await result(() => {
        throw new Error('a port that throws');
      }),
    ).toBe('network');
    const broken = pulled(() => Promise.reject(new Error('reset')));
    expect(await result(broken.response)).toBe('network');
  });

  it('lets go of the body of a failed status', async () => {
    const body = pulled(async () => encode('x'));
    const response = new Response(body.response().body, { status: 500 });
    expect(await result(() => response)).toBe('http_status');
    expect(body.state.cancelled).toBe(true);
  });
});

describe('the bounds', () => {
  it('take 256 KiB and not a byte more', async () => {
    const filler = (size: number): string => `{"a":"${'x'.repeat(size - 8)}"}`;
    expect(await result(() => new Response(filler(262_144)))).toMatchObject({ kind: 'answer' });
    expect(await result(() => new Response(filler(262_145)))).toBe('too_large');
  });

  it('stop reading an endless body soon after 256 KiB (attack: a key set of 50 MiB)', async () => {
    const body = pulled(async () => new Uint8Array(10_000).fill(0x20));
    expect(await result(body.response)).toBe('too_large');
    expect(body.state.cancelled).toBe(true);
    expect(body.state.bytes).toBeLessThan(300_000);
  });

  it('end after 3 s where nothing answers, and abort the request', async () => {
    const { clock, script, pending } = start(hang);
    await clock.advance(2999);
    expect(script.calls[0]?.init.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(await pending).toEqual({ kind: 'failed', why: 'deadline' });
    expect(script.calls[0]?.init.signal.aborted).toBe(true);
  });

  it('count the body into the 3 s: one byte a second is a failure, and reading stops', async () => {
    const clock = createFakeClock();
    const drip = pulled(async () => {
      await clock.sleep(1000);
      return encode(' ');
    });
    const { pending } = start(drip.response, clock);
    await clock.advance(3000);
    expect(await pending).toEqual({ kind: 'failed', why: 'deadline' });
    expect(drip.state.cancelled).toBe(true);
    const { bytes } = drip.state;
    await clock.advance(10_000);
    expect(drip.state.bytes).toBe(bytes);
  });

  it('hold where the body hangs and its cancel hangs too', async () => {
    const clock = createFakeClock();
    const stream = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => undefined),
      cancel: () => new Promise(() => undefined),
    });
    const { pending } = start(() => new Response(stream), clock);
    await clock.advance(3000);
    expect(await pending).toEqual({ kind: 'failed', why: 'deadline' });
  });

  it('hold where a cancel rejects: nothing is left unhandled', async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(300_000)),
      cancel: () => Promise.reject(new Error('no')),
    });
    expect(await result(() => new Response(stream))).toBe('too_large');
    await flush();
  });

  it('hold where the sleep port rejects: a failure, not an exception', async () => {
    const clock = createFakeClock();
    const answer = await fetchJson(
      { url: URL_, accept: '*/*', fetch: () => new Promise(() => undefined) },
      { clock: clock.now, sleep: () => Promise.reject(new Error('no timers')) },
    );
    expect(answer).toEqual({ kind: 'failed', why: 'deadline' });
  });
});
