/**
 * The answer to a request for metadata, and what is taken from it.
 */
import { PolicyError } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { expect } from 'vitest';
import { type Answer, json, status } from '../../support/scripted-fetch.ts';
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
import { AUDIENCE, createStage } from '../support-http.ts';

/** A stage whose metadata, at the URL of RFC 8414, answers so. */
async function stageWith(answer: Answer) {
  const stage = createDiscoveryStage();
  stage.script.on(OAUTH_URL, answer);
  await stage.publish();
  return stage;
}

const text = (body: string, init: ResponseInit = {}): Answer => {
  return () => new Response(body, { headers: { 'Content-Type': 'application/json' }, ...init });
};

/** Expects that metadata answering so leads to no key set. */
async function expectUnused(name: string, answer: Answer): Promise<void> {
  const stage = await stageWith(answer);
  expect([name, await stage.ask()]).toEqual([name, 'discovery_unavailable']);
  expect([name, stage.urls()]).toEqual([name, [OIDC_URL, OAUTH_URL]]);
}

/** Sections 2, 3.2, 3.3 and 4. */
export const using: readonly Requirement[] = [
  {
    section: '3.2',
    level: 'MUST',
    demands: 'only a 200 with a JSON object is metadata',
    test: async () => {
      const good = JSON.stringify(metadata());
      expect(await (await stageWith(text(good))).ask()).toBe('allow');
      for (const code of [201, 202, 203, 206, 400, 401, 403, 404, 410, 429, 500, 503]) {
        await expectUnused(`status ${code}`, text(good, { status: code }));
      }
      for (const code of [204, 304]) await expectUnused(`status ${code}`, status(code));
      for (const code of [301, 302, 303, 307, 308]) {
        await expectUnused(`status ${code}`, status(code, { location: `${DISCOVERED}/moved` }));
      }
      for (const body of ['', 'null', '[]', `[${good}]`, JSON.stringify(good), '<!doctype html>', `${good}x`, '{}']) {
        await expectUnused(`body ${body}`, text(body));
      }
    },
  },
  {
    section: '3.2',
    level: 'choice',
    demands: 'the media type is not judged: what is no JSON fails by itself',
    test: async () => {
      for (const type of ['application/json; charset=utf-8', 'text/plain', 'application/octet-stream']) {
        const stage = await stageWith(text(JSON.stringify(metadata()), { headers: { 'Content-Type': type } }));
        expect([type, await stage.ask()]).toEqual([type, 'allow']);
      }
    },
  },
  {
    section: '3.3',
    level: 'MUST',
    demands: 'issuer in the document is identical to the issuer it was asked for, else nothing of it is used',
    test: async () => {
      expect(await (await stageWith(json(metadata()))).ask()).toBe('allow');
      const near = ['/', '/a', ':443', '.', '?', '#', ' '].map((end) => `${DISCOVERED}${end}`);
      for (const issuer of [
        ...[...near, 'https://TOKENS.acme.dev', 'HTTPS://tokens.acme.dev', 'http://tokens.acme.dev', 'tokens.acme.dev'],
        ...['https://stranger.test', '', null, 1, [DISCOVERED], { issuer: DISCOVERED }],
      ]) {
        await expectUnused(`issuer ${JSON.stringify(issuer)}`, json(metadata({ issuer })));
      }
      await expectUnused('no issuer', json({ jwks_uri: KEYS_URL }));
    },
  },
  {
    section: '4',
    level: 'MUST',
    demands: 'names compare by code point, after JSON escapes and without normalisation',
    test: async () => {
      const escaped = JSON.stringify(metadata()).replace('https', '\\u0068ttps');
      expect(escaped).toContain('\\u0068');
      expect(await (await stageWith(text(escaped))).ask()).toBe('allow');
      const iss = 'https://tokens.acme.dev/caf%C3%A9';
      const stage = createDiscoveryStage(iss);
      const place = 'https://tokens.acme.dev/.well-known/oauth-authorization-server/caf%C3%A9';
      for (const other of [iss.replace('%C3%A9', '%c3%a9'), iss.replace('%C3%A9', 'é'), iss.replace('f', '%66')]) {
        stage.script.on(place, json({ issuer: other, jwks_uri: KEYS_URL }));
        expect([other, await stage.ask()]).toEqual([other, 'discovery_unavailable']);
        await stage.clock.advance(60_000);
      }
      stage.script.on(place, json({ issuer: iss, jwks_uri: KEYS_URL }));
      await stage.publish();
      expect(await stage.ask()).toBe('allow');
    },
  },
  {
    section: '6.2',
    level: 'MUST',
    demands: 'one server cannot speak for another: neither its metadata nor its keys make a token of the other good',
    test: async () => {
      const evil = 'https://evil.test';
      const stage = await stageWith(json(metadata({ issuer: evil })));
      const liar = createTestIssuer({ issuer: evil, audience: AUDIENCE, clock: stage.clock.now });
      expect(await stage.askWith(await liar.mint())).toBe('issuer_unknown');
      expect(await stage.askWith(await liar.mint({ iss: DISCOVERED }))).toBe('discovery_unavailable');
    },
  },
  {
    section: '2',
    level: 'MUST',
    demands: 'jwks_uri is https; any other is never asked',
    test: async () => {
      for (const uri of [
        ...[
          'http://keys.acme.dev/set',
          'http://127.0.0.1/set',
          'http://localhost/set',
          'file:///keys',
          'data:,{}',
          '/set',
        ],
        ...['//keys.acme.dev/set', 'https://user:secret@keys.acme.dev/set', '', null, 1, [KEYS_URL], {}],
      ]) {
        await expectUnused(`jwks_uri ${JSON.stringify(uri)}`, json(metadata({ jwks_uri: uri })));
      }
      await expectUnused('no jwks_uri', json({ issuer: DISCOVERED }));
      expect(() => createStage({ entry: { jwksUri: 'http://keys.acme.dev/set' } })).toThrow(PolicyError);
    },
  },
  {
    section: '2',
    level: 'MUST',
    demands: 'in a set that mixes signing and encryption keys, a key for encryption verifies nothing',
    test: async () => {
      const verdicts: string[] = [];
      for (const use of ['sig', 'enc']) {
        const stage = await createWorkingStage();
        const { keys } = await stage.issuer.jwks();
        const other = createTestIssuer({ issuer: DISCOVERED, audience: AUDIENCE, clock: stage.clock.now });
        const [signing] = (await other.jwks()).keys;
        stage.script.on(KEYS_URL, json({ keys: [...keys.map((key) => ({ ...key, use })), signing] }));
        verdicts.push(await stage.ask());
        expect(await stage.askWith(await other.mint())).toBe('allow');
      }
      expect(verdicts).toEqual(['allow', 'key_not_found']);
    },
  },
  {
    section: '2',
    level: 'choice',
    demands: 'algorithms, endpoints and anything else in metadata change nothing',
    test: async () => {
      const lie = { id_token_signing_alg_values_supported: ['none', 'HS256'], token_endpoint: 'http://evil.test' };
      const stage = await stageWith(json(metadata({ ...lie, scopes_supported: ['x'], signed_metadata: 'a.b.c' })));
      expect(await stage.ask()).toBe('allow');
      expect(await stage.ask({}, { algorithm: 'EdDSA' })).toBe('key_not_found');
      const [, payload] = (await stage.issuer.mint()).split('.');
      const unsigned = `${btoa('{"alg":"none","typ":"at+jwt"}').replaceAll('=', '')}.${payload}.`;
      expect(['algorithm_not_allowed', 'token_malformed']).toContain(await stage.askWith(unsigned));
      expect(new Set(stage.urls())).toEqual(new Set([OIDC_URL, OAUTH_URL, KEYS_URL]));
    },
  },
  {
    section: '2.1',
    level: 'choice',
    demands: 'signed_metadata is ignored: it neither adds nor replaces anything',
    test: async () => {
      const stage = createDiscoveryStage();
      const signed = await stage.issuer.mint({ issuer: DISCOVERED, jwks_uri: 'https://evil.test/keys' });
      stage.script.on(OAUTH_URL, json(metadata({ signed_metadata: signed })));
      await stage.publish();
      expect(await stage.ask()).toBe('allow');
      await expectUnused('signed alone', json({ issuer: DISCOVERED, signed_metadata: signed }));
    },
  },
];
