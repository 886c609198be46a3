/**
 * Where the configuration of a provider is asked for, and when it is used.
 */
import { createTestIssuer } from '@sallyport/core/testing';
import { expect } from 'vitest';
import { json, status } from '../../support/scripted-fetch.ts';
import type { Requirement } from '../standard.ts';
import {
  createDiscoveryStage,
  createWorkingStage,
  DISCOVERED,
  KEYS_URL,
  metadata,
  OAUTH_URL,
  OIDC_URL,
} from '../support-discovery.ts';

const PLACES: Readonly<Record<string, string>> = {
  'https://h.test': 'https://h.test/.well-known/openid-configuration',
  'https://h.test/': 'https://h.test/.well-known/openid-configuration',
  'https://h.test/tenant1': 'https://h.test/tenant1/.well-known/openid-configuration',
  'https://h.test/tenant1/': 'https://h.test/tenant1/.well-known/openid-configuration',
  'https://h.test/a/b/v2.0': 'https://h.test/a/b/v2.0/.well-known/openid-configuration',
  'https://h.test:8443/a': 'https://h.test:8443/a/.well-known/openid-configuration',
};

/** Sections 3 and 4. */
export const discovering: readonly Requirement[] = [
  {
    section: '4',
    level: 'MUST',
    demands: 'the well-known text is appended to the issuer, without its terminating "/"',
    test: async () => {
      for (const [iss, place] of Object.entries(PLACES)) {
        const stage = createDiscoveryStage(iss);
        stage.script.on(place, json({ issuer: iss, jwks_uri: KEYS_URL }));
        await stage.publish();
        expect([iss, await stage.ask()]).toEqual([iss, 'allow']);
        expect([iss, stage.urls()]).toEqual([iss, [place, KEYS_URL]]);
      }
    },
  },
  {
    section: '4.1',
    level: 'MUST',
    demands: 'the configuration is asked for by GET',
    test: async () => {
      const stage = await createWorkingStage();
      expect(await stage.ask()).toBe('allow');
      expect(stage.script.calls.map(({ init, url }) => `${init.method} ${url}`)).toEqual([
        ...[`GET ${OIDC_URL}`, `GET ${KEYS_URL}`],
      ]);
    },
  },
  {
    section: '4.2',
    level: 'MUST',
    demands: 'a successful response is 200 with a JSON object; anything else is an error',
    test: async () => {
      for (const code of [201, 400, 404, 500, 503]) {
        const stage = await createWorkingStage();
        stage.script.on(OIDC_URL, () => Response.json(metadata(), { status: code }));
        expect([code, await stage.ask()]).toEqual([code, 'discovery_unavailable']);
        expect(stage.urls()).toEqual([OIDC_URL, OAUTH_URL]);
      }
      for (const body of [[metadata()], null, 'text', 1]) {
        const stage = await createWorkingStage();
        stage.script.on(OIDC_URL, json(body));
        expect(await stage.ask()).toBe('discovery_unavailable');
      }
      expect(await (await createWorkingStage()).ask()).toBe('allow');
    },
  },
  {
    section: '4.3',
    level: 'MUST',
    demands: 'issuer equals exactly the one that the URL was made of',
    test: async () => {
      for (const issuer of [
        `${DISCOVERED}/`,
        DISCOVERED.toUpperCase(),
        'https://stranger.test',
        '',
        null,
        [DISCOVERED],
      ]) {
        const stage = await createWorkingStage();
        stage.script.on(OIDC_URL, json(metadata({ issuer })));
        expect([issuer, await stage.ask()]).toEqual([issuer, 'discovery_unavailable']);
        expect(stage.urls()).not.toContain(KEYS_URL);
      }
      const slashed = createDiscoveryStage('https://h.test/');
      slashed.script.on(
        'https://h.test/.well-known/openid-configuration',
        json({ issuer: 'https://h.test', jwks_uri: KEYS_URL }),
      );
      expect(await slashed.ask()).toBe('discovery_unavailable');
    },
  },
  {
    section: '4.3',
    level: 'MUST',
    demands: 'issuer equals exactly the iss of every token that its keys verify',
    test: async () => {
      const stage = await createWorkingStage();
      expect(await stage.ask()).toBe('allow');
      for (const iss of [`${DISCOVERED}/`, DISCOVERED.toUpperCase(), 'https://stranger.test', '']) {
        expect([iss, await stage.ask({ iss })]).toEqual([iss, 'issuer_unknown']);
      }
    },
  },
  {
    section: '3',
    level: 'MUST',
    demands: 'jwks_uri is there and https',
    test: async () => {
      for (const uri of [undefined, null, '', 'http://keys.acme.dev/set', 'keys', 'ftp://keys.acme.dev/set']) {
        const stage = await createWorkingStage();
        stage.script.on(OIDC_URL, json(metadata({ jwks_uri: uri })));
        expect([uri, await stage.ask()]).toEqual([uri, 'discovery_unavailable']);
        expect(stage.urls()).toEqual([OIDC_URL, OAUTH_URL]);
      }
    },
  },
  {
    section: '4',
    level: 'choice',
    demands: 'this place is asked before that of RFC 8414, which is asked only where this one fails',
    test: async () => {
      const stage = await createWorkingStage();
      stage.script.on(OAUTH_URL, json(metadata({ jwks_uri: 'https://other.test/keys' })));
      expect(await stage.ask()).toBe('allow');
      expect(stage.urls()).toEqual([OIDC_URL, KEYS_URL]);
      const second = await createWorkingStage();
      second.script.on(OIDC_URL, status(404));
      second.script.on(OAUTH_URL, json(metadata()));
      expect(await second.ask()).toBe('allow');
      expect(second.urls()).toEqual([OIDC_URL, OAUTH_URL, KEYS_URL]);
    },
  },
  {
    section: '4',
    level: 'choice',
    demands: 'a configuration is bounded as a key set is: 256 KiB and 3 seconds, and kept while it is fresh',
    test: async () => {
      const padded = (size: number) => json(metadata({ padding: 'x'.repeat(size) }));
      const large = await createWorkingStage();
      large.script.on(OIDC_URL, padded(300_000));
      expect(await large.ask()).toBe('discovery_unavailable');
      const fitting = await createWorkingStage();
      fitting.script.on(OIDC_URL, padded(200_000));
      expect(await fitting.ask()).toBe('allow');

      const slow = await createWorkingStage();
      slow.script.on(OIDC_URL, () => new Promise(() => undefined));
      slow.script.on(OAUTH_URL, () => new Promise(() => undefined));
      const startedAtMs = slow.clock.now();
      expect(await slow.ask()).toBe('discovery_unavailable');
      expect(slow.clock.now() - startedAtMs).toBe(3_000);

      const kept = await createWorkingStage();
      kept.script.on(OIDC_URL, json(metadata(), { 'cache-control': 'max-age=3600' }));
      for (let minute = 0; minute < 60; minute += 15) {
        expect(await kept.ask()).toBe('allow');
        await kept.clock.advance(15 * 60_000);
      }
      expect(kept.script.callsOf(OIDC_URL)).toHaveLength(1);
      expect(kept.script.callsOf(KEYS_URL).length).toBeGreaterThan(1);
    },
  },
  {
    section: '4',
    level: 'choice',
    demands: 'where no configuration comes the answer is a fault, never that the token is invalid; it heals by itself',
    test: async () => {
      const stage = createDiscoveryStage();
      expect(await stage.ask()).toBe('discovery_unavailable');
      const stranger = createTestIssuer({
        issuer: DISCOVERED,
        audience: 'https://api.acme.dev',
        clock: stage.clock.now,
      });
      expect(await stage.askWith(await stranger.mint())).toBe('discovery_unavailable');
      stage.script.on(OIDC_URL, json(metadata()));
      await stage.publish();
      await stage.clock.advance(30_000);
      expect(await stage.ask()).toBe('allow');
      expect(await stage.askWith(await stranger.mint())).toBe('key_not_found');
    },
  },
];
