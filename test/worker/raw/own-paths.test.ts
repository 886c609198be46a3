import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

const HEALTH = '/.well-known/sallyport/health';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({
    sections: { resource: 'https://api.acme.dev/mcp', worker: { health: true }, routes: { '/*': 'authenticated' } },
  });
}, 60_000);
afterAll(() => stage.stop());

describe('paths of the gate itself, over raw sockets', () => {
  test.each([HEALTH, `${HEALTH}?x=/..`, HEALTH.replace('h', '%68'), `http://other.acme.dev${HEALTH}`])(
    'are answered: %s',
    async (target) => {
      const answer = await stage.send({ target });
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { status: 'ok' }]);
    },
  );

  test.each([
    ['token_missing', 401, `${HEALTH}/`],
    ['token_missing', 401, HEALTH.toUpperCase()],
    ['path_ambiguous', 400, `/x/..${HEALTH}`],
    ['path_ambiguous', 400, `/${HEALTH}`],
    ['path_ambiguous', 400, HEALTH.replace('/health', '%2fhealth')],
    ['path_ambiguous', 400, `${HEALTH};x`],
    ['path_ambiguous', 400, `${HEALTH}/.`],
  ])('have no other spelling: %s, %i for %s', async (_reason, status, target) => {
    expect((await stage.send({ target })).status).toBe(status);
  });

  test('never reach the origin, whatever the method', async () => {
    const headers = [await stage.bearer()];
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'QUERY'])
      await stage.send({ method, target: HEALTH, headers });
    expect(stage.origin.seen).toEqual([]);
  });
});
