/** One fetch of an issuer's keys for someone who keeps copies. */
import type { CompiledIssuer, Ports } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { pullKeys, toPullScope } from '../../../packages/core/src/keys/pull.ts';
import { compiledIssuer } from '../../support/compiled-issuer.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { ISS, JWKS_URI } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { createScriptedFetch, json, status } from '../../support/scripted-fetch.ts';

const OIDC = `${ISS}/.well-known/openid-configuration`;
const BY_URL: CompiledIssuer['keys'] = { kind: 'jwksUri', uri: JWKS_URI, binding: null };
const BY_DISCOVERY: CompiledIssuer['keys'] = { kind: 'discovery', binding: null };

function pullBench(keys: CompiledIssuer['keys']) {
  const clock = createFakeClock();
  const script = createScriptedFetch(clock);
  const events: unknown[] = [];
  const ports: Ports = {
    clock: clock.now,
    fetch: script.fetch,
    sleep: clock.sleep,
    random: () => 1,
    newId: () => 'id',
    background: 'none',
    env: {},
    onKeyEvent: (event) => events.push(event),
  };
  return { clock, script, events, pull: () => pullKeys(compiledIssuer({ iss: ISS, keys }), ports) };
}

describe('pullKeys', () => {
  test('brings the usable keys of a key URL, their dates, their place and their number', async () => {
    const { script, pull, clock, events } = pullBench(BY_URL);
    const { keys } = await keySet('a', 'b');
    const published = { keys: [...keys, { kty: 'oct', k: 'AA' }] };
    script.on(JWKS_URI, json(published, { 'cache-control': 'max-age=900' }));
    expect(await pull()).toEqual({
      kind: 'pulled',
      scope: { iss: ISS, place: JWKS_URI },
      stored: { body: { keys }, fetchedAtMs: clock.now(), freshForMs: 900_000 },
      keyCount: 2,
    });
    expect(events).toEqual([
      { kind: 'fetched', iss: ISS },
      { kind: 'refused_key', iss: ISS, why: 'symmetric_key' },
    ]);
  });

  test('carries a key by its public members, its kid and its algorithm alone, and none that is private', async () => {
    const { script, pull } = pullBench(BY_URL);
    const [{ kid: _kid, ...nameless } = {}, named = {}, leaked = {}] = (await keySet('a', 'b', 'c')).keys;
    const published = [
      { ...nameless, use: 'sig', x5c: ['AA'], note: 'x' },
      { ...named, alg: 'ES256' },
      { ...leaked, d: 'AA' },
    ];
    script.on(JWKS_URI, json({ keys: published, note: 'x' }));
    expect(await pull()).toMatchObject({ keyCount: 2 });
    expect(await pull()).toHaveProperty('stored.body', { keys: [nameless, { ...named, alg: 'ES256' }] });
  });

  test('goes through metadata where the policy says so, and keeps the copy under that place', async () => {
    const { script, pull } = pullBench(BY_DISCOVERY);
    script.on(OIDC, json({ issuer: ISS, jwks_uri: JWKS_URI }));
    script.on(JWKS_URI, json(await keySet('a')));
    expect(await pull()).toMatchObject({ kind: 'pulled', scope: { iss: ISS, place: 'discovery' }, keyCount: 1 });
  });

  test('says which step failed: keys_unavailable or discovery_unavailable', async () => {
    const byUrl = pullBench(BY_URL);
    byUrl.script.on(JWKS_URI, status(500));
    expect(await byUrl.pull()).toMatchObject({ kind: 'failed', reason: 'keys_unavailable' });
    expect(byUrl.events).toEqual([{ kind: 'failed', iss: ISS, why: 'http_status' }]);
    expect(await pullBench(BY_DISCOVERY).pull()).toMatchObject({ kind: 'failed', reason: 'discovery_unavailable' });
  });

  test.each([
    ['keys written in the policy', { kind: 'jwks', keys: [] }],
    ['shared secrets, which no copy may hold', { kind: 'hmac', secrets: [new Uint8Array(32)] }],
  ] as [string, CompiledIssuer['keys']][])('fetches nothing for %s', async (_what, keys) => {
    const { pull, script } = pullBench(keys);
    expect(await pull()).toEqual({ kind: 'inline' });
    expect(script.calls).toEqual([]);
  });
});

test('what copies are stored under is known without a fetch, and is nothing for keys that stand in the policy', () => {
  const scopeOf = (keys: CompiledIssuer['keys']) => toPullScope(compiledIssuer({ iss: ISS, keys }));
  expect(scopeOf(BY_URL)).toEqual({ iss: ISS, place: JWKS_URI });
  expect(scopeOf(BY_DISCOVERY)).toEqual({ iss: ISS, place: 'discovery' });
  expect(scopeOf({ kind: 'jwks', keys: [] })).toBeNull();
  expect(scopeOf({ kind: 'hmac', secrets: [] })).toBeNull();
});
