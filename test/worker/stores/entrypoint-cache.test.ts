/** The key entrypoint behind a cache that keeps what its `Cache-Control` allows, as Workers Cache does: what is left of it. */
import { createGatewayWorker, createKeyEntrypoint, type Fetcher } from '@sallyport/worker';
import { expect, test } from 'vitest';
import { acmePolicy } from '../acme.ts';
import { createIssuer } from './isolates.ts';

const ISOLATES = 20;

/** A cache for one URL after another: hits while fresh, stale answers while one request renews, one request for a miss. */
function cacheBefore(entrypoint: Fetcher, clock: () => number): Fetcher {
  const kept = new Map<string, { text: string; untilMs: number; staleUntilMs: number }>();
  const renewals = new Map<string, Promise<Response>>();
  const renew = async (url: string): Promise<Response> => {
    const answer = await entrypoint.fetch(url);
    const text = await answer.clone().text();
    const seconds = (name: string): number =>
      Number(new RegExp(`${name}=(\\d+)`).exec(answer.headers.get('cache-control') ?? '')?.[1] ?? 0);
    const untilMs = clock() + seconds('max-age') * 1000;
    const staleUntilMs = untilMs + seconds('stale-while-revalidate') * 1000;
    if (answer.status === 200) kept.set(url, { text, untilMs, staleUntilMs });
    renewals.delete(url);
    return answer;
  };
  return {
    fetch: async (request) => {
      const url = String(request);
      const held = kept.get(url);
      if (held && clock() < held.untilMs) return new Response(held.text);
      const renewal = renewals.get(url) ?? renew(url);
      renewals.set(url, renewal);
      if (held && clock() < held.staleUntilMs) return new Response(held.text);
      return (await renewal).clone();
    },
  };
}

test('many isolates cost one fetch for each time of freshness, also at the moment when all their sets grow stale', async () => {
  const issuer = createIssuer();
  let nowMs = 1_900_000_000_000;
  let fetches = 0;
  const options = {
    ports: { clock: () => nowMs, onKeyEvent: () => undefined },
    fetch: async (...[url, init]: Parameters<typeof issuer.fetchPort>) => {
      fetches += 1;
      const answer = await issuer.fetchPort(url, init);
      // What an issuer takes to answer; a cache counts from the end of it, a copy from its start.
      nowMs += 200;
      return answer;
    },
  };
  const policy = acmePolicy(issuer.issuer);
  const entrypoint = createKeyEntrypoint(policy, options);
  const own: Fetcher = { fetch: (url) => entrypoint.fetch(new Request(String(url)), {}) };
  const ORIGIN = { fetch: async () => new Response('origin') };
  const exports = { SallyportKeys: cacheBefore(own, () => nowMs) };
  const work: Promise<unknown>[] = [];
  const ctx = { waitUntil: (promise: Promise<unknown>) => void work.push(promise) };
  const log = (): void => undefined;
  const gateways = Array.from({ length: ISOLATES }, () =>
    createGatewayWorker(policy, { ...options, exports, log, env: { ORIGIN } }),
  );
  const token = await issuer.mint({ iat: nowMs / 1000, exp: nowMs / 1000 + 86_400 });
  const askAll = async (): Promise<number[]> => {
    const headers = { Authorization: `Bearer ${token}` };
    const request = (): Request => new Request('https://gate.acme.dev/items/1', { headers });
    const answers = await Promise.all(gateways.map((gateway) => gateway.fetch(request(), {}, ctx)));
    while (work.length > 0) await Promise.allSettled(work.splice(0));
    return answers.map(({ status }) => status);
  };

  expect(await askAll()).toEqual(Array(ISOLATES).fill(200));
  // Metadata and keys.
  expect(fetches).toBe(2);
  // Traffic never ceases, so that every isolate finds its set stale as soon as it is.
  for (let second = 0; second < 3_000; second += 1) {
    nowMs += 1_000;
    if (second % 600 > 10 && second % 600 < 580) continue;
    expect(await askAll()).toEqual(Array(ISOLATES).fill(200));
  }
  // Ten minutes of freshness each, five times; a little less, as copies leave the cache before they are stale.
  expect(fetches).toBeLessThanOrEqual(2 * 7);
});
