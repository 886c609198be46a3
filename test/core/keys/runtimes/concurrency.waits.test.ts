import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, type Issuers, SLOW_MS, startIssuers } from '../../../support/loopback-issuers.ts';
import { type Case, toCases } from './cases.ts';
import type { Answered } from './key-gate.ts';
import { type KeyGate, RUNTIMES } from './runtimes.ts';

const SCENARIOS = ['burst', 'status500', 'reset', 'relay', 'hang', 'late', 'drip', 'flood'] as const;
const cases = Object.fromEntries(SCENARIOS.map((scenario) => [scenario, toCases(scenario)])) as Readonly<
  Record<(typeof SCENARIOS)[number], readonly Case[]>
>;

// What everyone must have long before: a request that hangs fails its test here.
const PATIENCE_MS = 12_000;

let issuers: Issuers;
let gate: KeyGate;

/** The answers of many requests at once, each with how often it was given, and the longest that one took at the gate. */
async function ask(count: number, name: string, toKid = (_index: number) => 'a') {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const counts: Record<string, number> = {};
  let tookMs = 0;
  const one = async (_: unknown, index: number): Promise<void> => {
    const response = await fetch(`${gate.origin}/${name}?kid=${toKid(index)}`, { signal }).catch(() => null);
    const answered =
      response?.status === 200
        ? ((await response.json()) as Answered)
        : { said: `status ${response?.status}`, tookMs: 0 };
    counts[answered.said] = (counts[answered.said] ?? 0) + 1;
    tookMs = Math.max(tookMs, answered.tookMs);
  };
  await Promise.all(Array.from({ length: count }, one));
  return { answers: counts, tookMs };
}

async function report(name: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${gate.origin}/${name}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Leads a flight up to its request of that number; a reset is the one kind of end that a local workerd notices. */
async function lead(name: string, requests: number): Promise<Socket> {
  const leader = connect(gate.port, '127.0.0.1');
  await once(leader, 'connect');
  leader.write(`GET /${name}?kid=a HTTP/1.1\r\nhost: gate.test\r\n\r\n`);
  await issuers.reached(name, requests);
  return leader;
}

/** What a cold source asks for. */
const asColdSource = ({ location }: Case): Asked => ({ metadata: location === 'discovery' ? 1 : 0, keys: 1 });

describe.each(RUNTIMES)('%s', (runtime, start) => {
  const isNode = runtime === 'on Node';

  beforeAll(async () => {
    issuers = await startIssuers();
    gate = await start(Object.values(cases).flat(), issuers.origin);
  });
  afterAll(async () => {
    await gate?.stop();
    await issuers?.stop();
  });

  it.each(cases.burst)('100 cold requests cost one fetch, and none hangs: $name', async (one) => {
    expect((await ask(100, one.name)).answers).toEqual({ found: 100 });
    expect(issuers.asked(one.name)).toEqual(asColdSource(one));
    expect((await ask(20, one.name)).answers).toEqual({ found: 20 });
    expect(issuers.asked(one.name)).toEqual(asColdSource(one));
  });

  it.each(cases.status500)(
    'an issuer that answers 500 is one fetch and a fault for everyone, at once: $name',
    async (one) => {
      const { name, location } = one;
      issuers.behave(name, 'status500', 'keys');
      const { answers, tookMs } = await ask(100, name);
      expect(answers).toEqual({ keys_unavailable: 100 });
      expect(tookMs).toBeLessThan(2_500);
      expect(issuers.asked(name)).toEqual(asColdSource(one));
      expect(await report(name)).toMatchObject({
        state: 'empty',
        failures: 1,
        fetches: location === 'jwksUri' ? 1 : 2,
      });
    },
  );

  it('a first request that is reset costs one more fetch at most, nothing where its work is kept, and fails nobody then or later', async () => {
    const relays = cases.relay.filter(({ location }) => location === 'discovery');
    await Promise.all(
      [...cases.reset, ...relays].map(async (one) => {
        const { name, work } = one;
        const leader = await lead(name, relays.includes(one) ? 2 : 1);
        const waiting = ask(30, name);
        await pause(SLOW_MS / 5);
        leader.resetAndDestroy();
        expect([name, (await waiting).answers]).toEqual([name, { found: 30 }]);
        expect([name, (await ask(5, name)).answers]).toEqual([name, { found: 5 }]);
        const { metadata, keys } = issuers.asked(name);
        const cold = asColdSource(one);
        const more = metadata + keys - cold.metadata - cold.keys;
        expect([name, more]).toEqual([name, work === 'kept' || isNode ? 0 : 1]);
        expect(await report(name)).toMatchObject({ state: 'fresh', failures: 0 });
      }),
    );
  });

  it('an issuer that hangs or drips is one fetch and a fault for everyone, at the deadline', async () => {
    const hung = cases.hang.map((one) => {
      issuers.behave(one.name, 'hang');
      return one.location === 'jwksUri'
        ? { one, reason: 'keys_unavailable', asked: asColdSource(one) }
        : { one, reason: 'discovery_unavailable', asked: { metadata: 1, keys: 0 } };
    });
    // Here the metadata comes, and then no keys, or a body that never ends.
    const keyless = [...cases.late, ...cases.drip].map((one) => {
      issuers.behave(one.name, 'answer', 'metadata');
      issuers.behave(one.name, cases.drip.includes(one) ? 'drip' : 'hang', 'keys');
      return { one, reason: 'keys_unavailable', asked: asColdSource(one) };
    });
    await Promise.all(
      [...hung, ...keyless].map(async ({ one: { name }, reason, asked }) => {
        const { answers, tookMs } = await ask(15, name);
        expect([name, answers]).toEqual([name, { [reason]: 15 }]);
        expect(tookMs, name).toBeGreaterThan(2_900);
        // Generous, for machines under load: the fake clock holds the deadline itself, the count of fetches tells one.
        expect(tookMs, name).toBeLessThan(12_000);
        expect([name, issuers.asked(name)]).toEqual([name, asked]);
        expect(await report(name)).toMatchObject({ state: 'empty', failures: 1 });
      }),
    );
  });

  it('100 unknown kids cost no fetch within 6 s of one', async () => {
    await Promise.all(
      cases.flood.map(async (one) => {
        expect((await ask(1, one.name)).answers).toEqual({ found: 1 });
        const { answers } = await ask(100, one.name, (index) => `bogus-${index}`);
        expect([one.name, answers]).toEqual([one.name, { key_not_found: 100 }]);
        expect([one.name, issuers.asked(one.name)]).toEqual([one.name, asColdSource(one)]);
      }),
    );
  });

  it('nothing of all that made the runtime complain', () => {
    expect(gate.output()).toBe('');
  });
});
