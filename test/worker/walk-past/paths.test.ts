import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, isBreach } from './application.ts';
import { type Front, GUARDED_FRONTS, LAX_FRONTS, NAIVE_FRONTS, type Stage, startStage, type Walk } from './stage.ts';
import { generateTargets, KNOWN_TARGETS } from './vectors.ts';

const SEED = 20_261_122;
const TARGETS: readonly string[] = [...KNOWN_TARGETS, ...generateTargets(SEED, 500)];
const CALLERS: readonly Caller[] = ['anonymous', 'ann'];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

interface Walked extends Walk {
  readonly target: string;
}

async function walkAll(fronts: readonly Front[], callers: readonly Caller[]): Promise<readonly Walked[]> {
  const plan = fronts.flatMap((front) =>
    callers.flatMap((caller) => TARGETS.map((target) => ({ front, caller, target }))),
  );
  return Promise.all(
    plan.map(async ({ front, caller, target }) => ({ target, ...(await stage.walk(front, caller, { target })) })),
  );
}

const breachesOf = (walked: readonly Walked[]): readonly string[] =>
  walked
    .filter(({ handler, caller }) => isBreach(handler, caller))
    .map(({ front, caller, target, handler }) => `${front} ${caller} ${target.slice(0, 80)} -> ${handler}`);

test('there are at least the 52 known targets and 500 generated ones, the same on every run', () => {
  expect(new Set(TARGETS).size).toBeGreaterThanOrEqual(640);
  expect(KNOWN_TARGETS.length).toBeGreaterThanOrEqual(140);
  expect(generateTargets(SEED, 500)).toEqual(TARGETS.slice(KNOWN_TARGETS.length));
});

describe('hostile targets over raw sockets', () => {
  test('reach no guarded handler without a grant, at four origins behind two fronts and at Hono itself', async () => {
    const walked = await walkAll(GUARDED_FRONTS, CALLERS);
    expect(breachesOf(walked)).toEqual([]);

    const answered = walked.filter(({ status }) => status !== null);
    const passed = walked.filter(({ handler }) => handler !== '');
    process.stdout.write(
      `walk-past: ${TARGETS.length} targets, ${walked.length} requests, ${answered.length} answered, ${passed.length} passed\n`,
    );
    expect(walked.length).toBeGreaterThanOrEqual(11_700);
    expect(answered.length).toBeGreaterThan(walked.length * 0.95);
    // A gate that refused everything would pass the test above.
    expect(passed.length).toBeGreaterThan(walked.length * 0.05);
    const odd = answered.filter(({ status }) => ![200, 400, 401, 403, 414, 431].includes(status ?? 0));
    expect(odd.map(({ front, target, status }) => `${front} ${target.slice(0, 80)} ${status}`)).toEqual([]);
  }, 60_000);

  test('walk past a guard on a prefix, at each of the four origins', async () => {
    const walked = await walkAll(NAIVE_FRONTS, ['anonymous']);
    for (const front of NAIVE_FRONTS) {
      const past = walked.filter((walk) => walk.front === front && isBreach(walk.handler, 'anonymous'));
      const targets = past.map(({ target }) => target);
      process.stdout.write(`walk-past: ${targets.length} of ${TARGETS.length} targets walk past ${front}\n`);
      expect(targets).toEqual(expect.arrayContaining(['/public/../admin/secret', '/./admin/secret', '/admin\\secret']));
      expect(targets.length).toBeGreaterThan(40);
    }
  }, 60_000);

  test('walk past a gateway that ignores look-alikes, at the origins that do', async () => {
    const walked = await walkAll(LAX_FRONTS, ['anonymous']);
    const past = (front: Front): readonly string[] =>
      walked.filter((walk) => walk.front === front && isBreach(walk.handler, 'anonymous')).map(({ target }) => target);
    expect(past('lax/fastify')).toEqual(['/users/', '/users/?x', '/manual/', '/manual/?x', '/%6danual/']);
    expect(past('lax/express')).toEqual(expect.arrayContaining(['/ADMIN/secret', '/KEYS/1']));
    expect(past('lax/loose')).toEqual(expect.arrayContaining(['/ADMIN/secret', '/%E2%84%AAeys/1', '/B%C3%9CRO/1']));
    expect(past('lax/decoding')).toEqual(expect.arrayContaining(['/admin./x', '/adm%C4%B1n/secret', '/admin%20']));
  }, 60_000);
});
