import { describe, expect, it } from 'vitest';
import { createBench, ISS, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { hang, json } from '../../support/scripted-fetch.ts';

const BOUND_MS = 3_500;
const METADATA_URL = `${ISS}/.well-known/openid-configuration`;

/** 100 first requests at once and what becomes of them within 3.5 s. */
async function burst(bench: ReturnType<typeof createBench>): Promise<readonly string[]> {
  const answered: string[] = [];
  for (let index = 0; index < 100; index += 1) {
    const kid = index % 3 === 0 ? null : `k${index % 7}`;
    bench.find(kid).then((answer) => answered.push(outcome(answer)));
  }
  await bench.clock.advance(BOUND_MS);
  return answered;
}

describe('a cold source whose identity provider hangs', () => {
  it('answers 100 requests keys_unavailable within 3.5 s, with 1 fetch', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, hang);
    expect(await burst(bench)).toEqual(Array(100).fill('keys_unavailable'));
    expect(bench.script.calls).toHaveLength(1);
    expect(bench.clock.timers()).toBe(0);
  });

  it('answers 100 requests discovery_unavailable within 3.5 s, with 1 fetch, where its metadata hangs', async () => {
    const bench = createBench({ issuer: { keys: { kind: 'discovery', binding: null } } });
    bench.script.on(METADATA_URL, hang);
    bench.script.on(`${ISS}/.well-known/oauth-authorization-server`, hang);
    expect(await burst(bench)).toEqual(Array(100).fill('discovery_unavailable'));
    expect(bench.script.calls).toHaveLength(1);
    expect(bench.clock.timers()).toBe(0);
  });

  it('answers 100 requests keys_unavailable within 3.5 s, with 2 fetches, where the keys behind good metadata hang', async () => {
    const bench = createBench({ issuer: { keys: { kind: 'discovery', binding: null } } });
    bench.script.on(METADATA_URL, json({ issuer: ISS, jwks_uri: JWKS_URI }));
    bench.script.on(JWKS_URI, hang);
    expect(await burst(bench)).toEqual(Array(100).fill('keys_unavailable'));
    expect(bench.script.calls).toHaveLength(2);
  });

  it('answers a body that never ends within 3.5 s', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, () => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) })));
    expect(await burst(bench)).toEqual(Array(100).fill('keys_unavailable'));
    expect(bench.script.calls).toHaveLength(1);
  });

  it('answers later requests at once while the provider is left alone', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, hang);
    await bench.clock.advance(0);
    await burst(bench);
    const { answer, tookMs } = await bench.timed('k1');
    expect({ outcome: outcome(answer), tookMs }).toEqual({ outcome: 'keys_unavailable', tookMs: 0 });
  });
});
