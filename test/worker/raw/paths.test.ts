import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';
import { HOSTILE_HOSTS, HOSTILE_PIECES, HOSTILE_TARGETS, mightReachAdmin, toHostileReadings } from './targets.ts';

// The widest grant that a policy can make around a stricter route.
const routes = { '/*': 'public', '/admin/*': { roles: ['admin'] } } as const;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ sections: { routes } });
});
afterAll(() => stage?.stop());

/** Sends a target as an anonymous client and as a principal without the role; what the origin saw of either. */
async function seenFor(target: string, host?: string): Promise<{ statuses: number[]; seen: string[] }> {
  const before = stage.origin.seen.length;
  const statuses: number[] = [];
  for (const headers of [[], [await stage.bearer()]]) {
    const named = host === undefined ? headers : [...headers, ['Host', host] as const];
    // workerd itself closes on bytes that are no HTTP request.
    const answer = await stage.send({ target, headers: named }).catch(() => null);
    statuses.push(answer?.status ?? 400);
  }
  return { statuses, seen: stage.origin.seen.slice(before).map(({ url }) => url) };
}

describe('a stricter route under a public wildcard, over raw sockets', () => {
  test('is reached with the role', async () => {
    const bearer = await stage.bearer({ roles: ['admin'] });
    const answer = await stage.send({ target: '/admin/secret?q=%61', headers: [bearer] });
    expect([answer.status, answer.body]).toEqual([200, 'origin']);
    expect(stage.origin.seen.at(-1)?.url).toBe('/admin/secret?q=%61');
  });

  test('and what lies beside it without', async () => {
    for (const [target, expected] of [
      ['/', '/'],
      ['/administrator', '/administrator'],
      ['/caf%c3%a9/', '/caf%C3%A9/'],
      ['/a%20b?x=a%2fb', '/a%20b?x=a%2fb'],
      ['/@me', '/@me'],
      ['/a%7eb%3A', '/a~b:'],
      ['http://other.dev/abs?x', '/abs?x'],
    ] as const) {
      const answer = await stage.send({ target });
      expect([target, answer.status, stage.origin.seen.at(-1)?.url]).toEqual([target, 200, expected]);
    }
  });

  test.each(HOSTILE_TARGETS)('is not reached by %j without the role', async (target) => {
    const { statuses, seen } = await seenFor(target);
    for (const url of seen) expect(mightReachAdmin(url), url).toBe(false);
    expect(statuses.filter((status) => ![200, 400, 401, 403].includes(status))).toEqual([]);
  });

  test.each(HOSTILE_HOSTS)('is not reached under the Host %j', async (host) => {
    for (const target of ['/secret', '/admin', '/../admin', '/x']) {
      const { statuses, seen } = await seenFor(target, host);
      for (const url of seen) expect(mightReachAdmin(url), url).toBe(false);
      expect(statuses.filter((status) => ![200, 400, 401, 403].includes(status))).toEqual([]);
    }
  });

  test('is not reached by any string of hostile pieces, and what passes has one reading', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...HOSTILE_PIECES), { minLength: 1, maxLength: 9 }), async (pieces) => {
        const { seen } = await seenFor(`/${pieces.join('')}`);
        for (const url of seen) {
          expect(mightReachAdmin(url), url).toBe(false);
          const path = url.replace(/\?.*$/, '');
          // Resolving it as `fetch` and most servers do changes nothing.
          expect(new URL(path, 'http://origin').pathname).toBe(path);
        }
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});

test('the hostile readings see through what the tests above rely on', () => {
  for (const target of [
    '/ADMIN',
    '//admin',
    '/x/..%2fadmin',
    '/admin;a',
    '/%2561dmin',
    '/\\admin',
    '/admin.',
    '/./admin',
  ]) {
    expect(mightReachAdmin(target), target).toBe(true);
  }
  expect(mightReachAdmin('/administrator')).toBe(false);
  expect(toHostileReadings('/a').size).toBe(1);
});
