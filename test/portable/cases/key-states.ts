/**
 * A key source over hours of a clock that a case moves: fresh, stale and expired sets, rotations, outages, bogus kids.
 */
import { type Authorizer, createAuthorizer } from '@sallyport/core';
import { createTestClock, createTestIssuer, type TestClock, type TestIssuer } from '@sallyport/core/testing';
import { type Case, type Json, portable } from '../case.ts';
import { AUD, ISS, NOW, present, toPolicy, toPorts } from '../policies.ts';

const KEYS_DOWN = 'deny 503 keys_unavailable';

interface World {
  readonly issuer: TestIssuer;
  readonly clock: TestClock;
  readonly authorizer: Authorizer;
  readonly show: (token: string) => Promise<string>;
}

/** A test issuer, and an authorizer that discovers it, on one clock that a case moves. */
function createWorld(): World {
  const clock = createTestClock(NOW);
  const issuer = createTestIssuer({ issuer: ISS, audience: AUD, clock: clock.now });
  const ports = toPorts({ clock: clock.now, sleep: clock.sleep, fetch: issuer.fetchPort });
  const authorizer = createAuthorizer(toPolicy({}), ports);
  return { issuer, clock, authorizer, show: (token) => present(authorizer, token) };
}

const stateOf = ({ authorizer }: World): Json =>
  authorizer.keys().map(({ state, keyCount, fetches }) => [state, keyCount, fetches]);

export const KEY_STATE_CASES: readonly Case[] = [
  portable(
    'a set is fresh, then stale, then expired',
    [
      ['allow', [['fresh', 1, 2]]],
      ['allow', [['fresh', 1, 2]]],
      ['allow', [['stale', 1, 2]]],
      ['allow', 'stale'],
      [KEYS_DOWN, 'expired'],
      ['allow', 'fresh'],
    ],
    async () => {
      const world = createWorld();
      const { issuer, clock, show } = world;
      const token = await issuer.mint({}, { expiresInSeconds: 200_000 });
      const seen: Json[] = [[await show(token), stateOf(world)]];
      clock.advance(599);
      seen.push([await show(token), stateOf(world)]);
      clock.advance(2);
      const staleState = stateOf(world);
      issuer.fail('network');
      seen.push([await show(token), staleState]);
      const briefly = (): string => world.authorizer.keys()[0]?.state ?? '';
      clock.advance(85_000);
      seen.push([await show(token), briefly()]);
      clock.advance(2_000);
      const late = await show(token);
      seen.push([late.replace('discovery', 'keys'), briefly()]);
      issuer.fail(null);
      clock.advance(60);
      seen.push([await show(token), briefly()]);
      return seen;
    },
  ),
  portable(
    'a rotation is honoured when its key is first seen, a withdrawal when the set is replaced',
    ['allow', 'allow', 'allow', 'deny 401 key_not_found', 'allow'],
    async () => {
      const { issuer, clock, show } = createWorld();
      const first = await issuer.mint({}, { expiresInSeconds: 5_000 });
      const seen = [await show(first)];
      clock.advance(10);
      issuer.rotate();
      const second = await issuer.mint({}, { expiresInSeconds: 5_000 });
      seen.push(await show(second), await show(first));
      issuer.withdraw();
      clock.advance(700);
      seen.push(await show(first), await show(second));
      return seen;
    },
  ),
  portable(
    'bogus kids are bounded, and a fault while the issuer is away',
    ['deny 401 key_not_found', 'deny 401 key_not_found', 4, 'deny 503 keys_unavailable', 'allow'],
    async () => {
      const { issuer, clock, show, authorizer } = createWorld();
      const good = await issuer.mint({}, { expiresInSeconds: 5_000 });
      const bogus = await issuer.mint({}, { header: { kid: 'bogus' } });
      await show(good);
      clock.advance(10);
      const seen: Json[] = [await show(bogus), await show(bogus)];
      for (let count = 0; count < 30; count += 1) await show(bogus);
      clock.advance(7);
      await show(bogus);
      seen.push(authorizer.keys()[0]?.fetches ?? 0);
      clock.advance(7);
      issuer.fail('status500');
      seen.push((await show(bogus)).replace('discovery', 'keys'), await show(good));
      return seen;
    },
  ),
  portable('an empty set never replaces a good one', ['allow', 'allow', 'stale'], async () => {
    const { issuer, clock, show, authorizer } = createWorld();
    const token = await issuer.mint({}, { expiresInSeconds: 5_000 });
    const seen = [await show(token)];
    issuer.fail('empty', 'jwks');
    clock.advance(700);
    seen.push(await show(token), authorizer.keys()[0]?.state ?? '');
    return seen;
  }),
];
