import type { KeyEvent, Ports } from '@sallyport/core';
import { describe, expect, it } from 'vitest';
import {
  createKeySource,
  createKeySourceOf,
  discoverNothing,
  sharedSecrets,
  writtenKeys,
} from '../../../packages/core/src/keys/create.ts';
import { createRemoteKeySource } from '../../../packages/core/src/keys/remote.ts';
import { compiledIssuer } from '../../support/compiled-issuer.ts';
import { outcome } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';

const events: KeyEvent[] = [];
const forbidden = (): never => {
  throw new Error('construction and inline keys need no port');
};
const ports: Ports = {
  clock: forbidden,
  fetch: forbidden,
  sleep: forbidden,
  random: forbidden,
  newId: forbidden,
  background: 'none',
  env: {},
  onKeyEvent: (event) => events.push(event),
};

describe('a key source', () => {
  it('without discovery finds no keys for an issuer that needs it, and asks nobody', async () => {
    const location = { kind: 'discovery', binding: null } as const;
    const quiet: Ports = { ...ports, clock: () => 1, random: () => 0.5, sleep: () => new Promise(() => undefined) };
    const source = createRemoteKeySource(compiledIssuer({ keys: location }), location, quiet, discoverNothing);
    expect(outcome(await source.find({ kid: 'a', algorithm: 'ES256' }))).toBe('discovery_unavailable');
  });

  it('is not made where no part reads the keys of its issuer: its tokens could not be judged', async () => {
    const inline = compiledIssuer({ keys: { kind: 'jwks', ...(await keySet('a')) } });
    expect(() => createKeySourceOf([], inline, ports)).toThrow('without the part that reads the keys of');
    expect(() => createKeySourceOf([sharedSecrets], inline, ports)).toThrow(TypeError);
    const source = createKeySourceOf([sharedSecrets, writtenKeys], inline, ports);
    expect(outcome(await source.find({ kid: 'a', algorithm: 'ES256' }))).toBe('found a');
  });

  it('over inline keys answers without any I/O and never expires', async () => {
    const source = createKeySource(compiledIssuer({ keys: { kind: 'jwks', ...(await keySet('a', 'b')) } }), ports);
    expect(outcome(await source.find({ kid: 'a', algorithm: 'ES256' }))).toBe('found a');
    expect(outcome(await source.find({ kid: null, algorithm: 'ES256' }))).toBe('found a b');
    expect(outcome(await source.find({ kid: 'c', algorithm: 'ES256' }))).toBe('key_not_found');
    expect(await source.find({ kid: null, algorithm: 'RS256' })).toEqual({ kind: 'denied', reason: 'key_not_found' });
    expect(source.report()).toEqual({
      iss: 'https://issuer.test',
      state: 'inline',
      from: 'policy',
      keyCount: 2,
      refusedKeyCount: 0,
      ageSeconds: null,
      fetchedAt: null,
      lastSuccessAt: null,
      lastFailureAt: null,
      fetches: 0,
      failures: 0,
    });
  });

  it('over inline keys judges them like keys from the network, and tells which were refused', async () => {
    events.length = 0;
    const [good, other] = (await keySet('a', 'b')).keys;
    const keys = [{ ...good }, { ...other, d: 'AA' }, { ...other, kid: 'blocked' }];
    const issuer = compiledIssuer({ keys: { kind: 'jwks', keys }, blockedKeys: new Set(['blocked']) });
    const source = createKeySource(issuer, ports);
    expect(events.map(({ kind, why }) => [kind, why])).toEqual([
      ['refused_key', 'private_key'],
      ['refused_key', 'blocked'],
    ]);
    expect(outcome(await source.find({ kid: 'b', algorithm: 'ES256' }))).toBe('key_not_found');
    expect(outcome(await source.find({ kid: 'blocked', algorithm: 'ES256' }))).toBe('key_not_found');
  });

  it('over inline keys of which none can verify denies key_not_found, and tells', async () => {
    events.length = 0;
    const source = createKeySource(compiledIssuer({ keys: { kind: 'jwks', keys: [] } }), ports);
    expect(outcome(await source.find({ kid: 'a', algorithm: 'ES256' }))).toBe('key_not_found');
    expect(events).toEqual([{ kind: 'failed', iss: 'https://issuer.test', why: 'no_usable_key' }]);
    expect(source.report().keyCount).toBe(0);
  });

  it('over inline keys tells once of one that the runtime refuses, when it is first asked for', async () => {
    events.length = 0;
    const [good] = (await keySet('a')).keys;
    // Right length, not on the curve.
    const source = createKeySource(
      compiledIssuer({ keys: { kind: 'jwks', keys: [{ ...good, x: good?.y, y: good?.x }] } }),
      ports,
    );
    expect(events).toEqual([]);
    for (let turn = 0; turn < 2; turn += 1) {
      expect(outcome(await source.find({ kid: 'a', algorithm: 'ES256' }))).toBe('key_not_found');
    }
    expect(events).toEqual([{ kind: 'refused_key', iss: 'https://issuer.test', why: 'import_failed' }]);
  });

  it('over secrets gives them', async () => {
    const secrets = [new Uint8Array(32).fill(7)];
    const source = createKeySource(compiledIssuer({ keys: { kind: 'hmac', secrets } }), ports);
    expect(await source.find({ kid: 'any', algorithm: 'HS256' })).toMatchObject({ kind: 'found' });
  });

  it('over the network touches no port when it is made', () => {
    for (const keys of [
      { kind: 'discovery', binding: null },
      { kind: 'jwksUri', uri: 'https://issuer.test/jwks', binding: null },
    ] as const) {
      expect(() => createKeySource(compiledIssuer({ keys }), ports)).not.toThrow();
    }
  });
});
