/**
 * Signing keys that rotate: a new one is soon good, an old one is soon not, and nobody can make the gate ask for more.
 */
import { expect } from 'vitest';
import { delayed, json, status } from '../../support/scripted-fetch.ts';
import type { Requirement } from '../standard.ts';
import { createWorkingStage, type DiscoveryStage, KEYS_URL } from '../support-discovery.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Milliseconds until the newest key is accepted, asked about every half second. */
async function msUntilAllowed(stage: DiscoveryStage): Promise<number> {
  const token = await stage.issuer.mint();
  const publishedAtMs = stage.clock.now();
  for (let turn = 0; turn < 60; turn += 1) {
    if ((await stage.askWith(token)) === 'allow') return stage.clock.now() - publishedAtMs;
    await stage.clock.advance(SECOND / 2);
  }
  throw new Error('never accepted');
}

const keyFetches = (stage: DiscoveryStage): number => stage.script.callsOf(KEYS_URL).length;

/** Core section 10.1. */
export const rotating: readonly Requirement[] = [
  {
    section: 'Core 10.1',
    level: 'MUST',
    demands: 'where several keys are published, kid tells which; it names one key of that algorithm or none',
    test: async () => {
      const stage = await createWorkingStage();
      await stage.issuer.mint({}, { algorithm: 'RS256' });
      stage.issuer.rotate();
      await stage.publish();
      expect(await stage.ask()).toBe('allow');
      expect(await stage.ask({}, { key: 'previous' })).toBe('allow');
      expect(await stage.ask({}, { algorithm: 'RS256' })).toBe('allow');
      const rsa = (await stage.issuer.jwks()).keys.find(({ alg }) => alg === 'RS256');
      expect(await stage.ask({}, { header: { kid: rsa?.kid } })).toBe('key_not_found');
      expect(await stage.ask({}, { key: 'foreign' })).toBe('signature_invalid');
    },
  },
  {
    section: 'Core 10.1',
    level: 'choice',
    demands: 'a token without kid is tried with at most four keys of its algorithm',
    test: async () => {
      const stage = await createWorkingStage();
      for (let keys = 2; keys <= 4; keys += 1) stage.issuer.rotate();
      await stage.publish();
      expect((await stage.issuer.jwks()).keys).toHaveLength(4);
      expect(await stage.ask({}, { header: { kid: undefined } })).toBe('allow');
      expect(await stage.ask({}, { header: { kid: undefined }, key: 'previous' })).toBe('allow');
      stage.issuer.rotate();
      await stage.publish();
      await stage.clock.advance(20 * MINUTE);
      expect(await stage.ask()).toBe('allow');
      expect(await stage.ask({}, { header: { kid: undefined } })).toBe('key_not_found');
    },
  },
  {
    section: 'Core 10.1.1',
    level: 'MUST',
    demands: 'a kid that is not known makes the gate ask for the keys again, and the request waits for them',
    test: async () => {
      const stage = await createWorkingStage();
      expect(await stage.ask()).toBe('allow');
      await stage.clock.advance(MINUTE);
      expect(await stage.ask()).toBe('allow');
      expect(keyFetches(stage)).toBe(1);
      stage.issuer.rotate();
      await stage.publish();
      expect(await stage.ask()).toBe('allow');
      expect(keyFetches(stage)).toBe(2);
      expect(await stage.ask({}, { key: 'previous' })).toBe('allow');
      expect(keyFetches(stage)).toBe(2);
    },
  },
  {
    section: 'Core 10.1.1',
    level: 'choice',
    demands: 'a new key is good at most 10 seconds after its publication, whatever was asked for before',
    test: async () => {
      for (const sinceForcedMs of [0, 100, 1_000, 3_000, 5_900, 6_000, 60_000]) {
        for (const answersAfterMs of [0, 2_900]) {
          const stage = await createWorkingStage();
          expect(await stage.ask()).toBe('allow');
          await stage.clock.advance(MINUTE);
          // Somebody else's unknown kid has just used up the request that the new key needs.
          expect(await stage.ask({}, { header: { kid: 'bogus' } })).toBe('key_not_found');
          await stage.clock.advance(sinceForcedMs);
          stage.issuer.rotate();
          const published = json(await stage.issuer.jwks());
          stage.script.on(KEYS_URL, answersAfterMs === 0 ? published : delayed(stage.clock, answersAfterMs, published));
          expect(await msUntilAllowed(stage)).toBeLessThanOrEqual(10 * SECOND);
        }
      }
    },
  },
  {
    section: 'Core 10.1.1',
    level: 'choice',
    demands: 'unknown kids cause at most 10 requests a minute, and none delays a known key or costs it its good name',
    test: async () => {
      const stage = await createWorkingStage();
      expect(await stage.ask()).toBe('allow');
      const before = keyFetches(stage);
      const endsAtMs = stage.clock.now() + MINUTE;
      let asked = 0;
      while (stage.clock.now() < endsAtMs) {
        asked += 1;
        expect(await stage.ask({}, { header: { kid: `bogus-${asked}` } })).toBe('key_not_found');
        const atMs = stage.clock.now();
        expect(await stage.ask()).toBe('allow');
        expect(stage.clock.now()).toBe(atMs);
        await stage.clock.advance(SECOND / 2);
      }
      expect(asked).toBeGreaterThan(100);
      expect(keyFetches(stage) - before).toBeGreaterThan(5);
      expect(keyFetches(stage) - before).toBeLessThanOrEqual(10);
    },
  },
  {
    section: 'Core 10.1.1',
    level: 'choice',
    demands: 'a key that a newer set lacks is never good again',
    test: async () => {
      const stage = await createWorkingStage();
      const old = await stage.issuer.mint({}, { expiresInSeconds: 86_400 });
      expect(await stage.askWith(old)).toBe('allow');
      stage.issuer.rotate({ previous: 'withdraw' });
      await stage.publish();
      await stage.clock.advance(MINUTE);
      expect(await stage.ask()).toBe('allow');
      expect(await stage.askWith(old)).toBe('key_not_found');
      stage.script.on(KEYS_URL, status(500));
      await stage.clock.advance(20 * MINUTE);
      expect(await stage.ask()).toBe('allow');
      expect(['key_not_found', 'keys_unavailable']).toContain(await stage.askWith(old));
    },
  },
  {
    section: 'Core 10.1.1',
    level: 'SHOULD',
    demands: 'a key that the provider keeps publishing after it has rotated stays good',
    test: async () => {
      const stage = await createWorkingStage();
      const old = await stage.issuer.mint({}, { expiresInSeconds: 86_400 });
      stage.issuer.rotate({ previous: 'publish' });
      await stage.publish();
      expect([await stage.ask(), await stage.askWith(old)]).toEqual(['allow', 'allow']);
      stage.issuer.withdraw();
      await stage.publish();
      await stage.clock.advance(20 * MINUTE);
      expect([await stage.ask(), await stage.askWith(old)]).toEqual(['allow', 'key_not_found']);
    },
  },
  {
    section: 'Core 10.1.1',
    level: 'choice',
    demands: 'Cache-Control of the keys is heeded, between a minute and an hour; without it ten minutes',
    test: async () => {
      for (const [header, freshMs] of [
        ['max-age=1800', 30 * MINUTE],
        ['max-age=5', MINUTE],
        ['no-store', MINUTE],
        ['max-age=86400', 60 * MINUTE],
        ['', 10 * MINUTE],
      ] as const) {
        const stage = await createWorkingStage();
        await stage.publish(header === '' ? {} : { 'cache-control': header });
        expect(await stage.ask()).toBe('allow');
        await stage.clock.advance(freshMs - SECOND);
        expect(await stage.ask()).toBe('allow');
        expect([header, keyFetches(stage)]).toEqual([header, 1]);
        await stage.clock.advance(2 * SECOND);
        expect(await stage.ask()).toBe('allow');
        expect([header, keyFetches(stage)]).toEqual([header, 2]);
      }
    },
  },
];
