import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from './application.ts';
import { isOpenedBreach, OPENED_TARGETS } from './opened.ts';
import { OPENED_FRONTS, type Stage, startStage, type Walk } from './stage.ts';
import { generateTargets, KNOWN_TARGETS } from './vectors.ts';

const TARGETS: readonly string[] = [...OPENED_TARGETS, ...KNOWN_TARGETS, ...generateTargets(20_261_122, 100)];
const CALLERS: readonly Caller[] = ['anonymous', 'ann', 'ann;x', 'ann/x'];
const FORM = /%2f|%3b|;|\/\//i;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

interface Walked extends Walk {
  readonly sent: string;
  readonly target: string;
}

async function walkAll(callers: readonly Caller[], methods: readonly string[]): Promise<readonly Walked[]> {
  const plan = OPENED_FRONTS.flatMap((front) =>
    callers.flatMap((caller) =>
      methods.flatMap((method) => TARGETS.map((target) => ({ front, caller, method, target }))),
    ),
  );
  return Promise.all(
    plan.map(async ({ front, caller, method, target }) => {
      const sent = `${caller} ${method} ${target.slice(0, 80)}`;
      return { sent, target, ...(await stage.walk(front, caller, { method, target })) };
    }),
  );
}

const breachesOf = (walked: readonly Walked[]): readonly string[] =>
  walked
    .filter(({ handler, caller }) => isOpenedBreach(handler, caller))
    .map(({ front, sent, handler }) => `${front} ${sent} -> ${handler}`);

describe('a policy that opens its routes to every path form', () => {
  test('lets nobody into a handler of a route with another demand, at any of four origins', async () => {
    const walked = [...(await walkAll(CALLERS, ['GET'])), ...(await walkAll(['ann'], ['PUT']))];
    expect(breachesOf(walked)).toEqual([]);
    const odd = walked.filter(({ status }) => ![200, 400, 401, 403, 414, 431].includes(status ?? 0));
    expect(odd.map(({ front, sent, status }) => `${front} ${sent} ${status}`)).toEqual([]);

    const passed = walked.filter(({ handler }) => handler !== '');
    const admitted = passed.filter(({ target }) => FORM.test(target.replace(/^[a-z]+:\/\/|[?#].*$/g, '')));
    process.stdout.write(
      `walk-past: ${walked.length} requests past an opened policy, ${passed.length} passed, ${admitted.length} with a form\n`,
    );
    // A policy that opened nothing would pass the test above.
    for (const front of OPENED_FRONTS) {
      expect(admitted.filter((walk) => walk.front === front).length, front).toBeGreaterThan(50);
    }
  }, 60_000);

  test.each<readonly [target: string, handler: string, decoding: string]>([
    ['/reports/a%2Fb', 'public:report', 'public:page'],
    ['/reports/a%2fb?x=%2F;', 'public:report', 'public:page'],
    ['/reports/a;b', 'public:report', 'public:report'],
    ['/reports/a%3Bb', 'public:report', 'public:report'],
    ['/files//a', 'public:page', 'public:page'],
  ])(
    'serves %s by the handler of its route where the origin reads the form as the policy does',
    async (target, handler, decoding) => {
      for (const front of ['opened/express', 'opened/fastify'] as const) {
        const walk = await stage.walk(front, 'ann', { target });
        expect([front, walk.status, walk.handler]).toEqual([front, 200, handler]);
        expect((await stage.walk(front, 'anonymous', { target })).status).toBe(401);
      }
      // Another handler of the same demand is what the written reason alone vouches for.
      expect((await stage.walk('opened/decoding', 'ann', { target })).handler).toBe(decoding);
    },
  );

  test.each<readonly [caller: Caller, method: string, target: string]>([
    // Fastify with `useSemicolonDelimiter` reads "/reports/1".
    ['ann', 'PUT', '/reports/1;/draft'],
    ['ann', 'GET', '/a%2F..%2Fadmin'],
    ['ann', 'GET', '/users%2Fann/x'],
    ['ann', 'GET', '/;/admin'],
    ['ann', 'GET', '/%61dmin%2Fsecret'],
    ['ann', 'GET', '/KEYS%2F1'],
    // Whose they are is another thing to an origin that cuts or divides.
    ['ann;x', 'GET', '/users/ann;x/orders'],
    ['ann;x', 'GET', '/users/ann%3Bx'],
    ['ann/x', 'GET', '/users/ann%2Fx'],
  ])(
    '%s, %s %s is path_ambiguous at every origin: another reading leads to another demand',
    async (caller, method, target) => {
      for (const front of OPENED_FRONTS) {
        const walk = await stage.walk(front, caller, { method, target });
        expect([front, walk.status, walk.handler]).toEqual([front, 400, '']);
        expect(walk.answer?.body).toContain('can be read in more than one way');
      }
    },
  );
});
