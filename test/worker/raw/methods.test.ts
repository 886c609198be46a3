import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

async function send(
  method: string,
  target: string,
  headers: readonly (readonly [string, string])[] = [],
  body?: string,
) {
  const before = stage.origin.seen.length;
  const answer = await stage.send({ method, target, headers, ...(body === undefined ? {} : { body }) });
  return { answer, reached: stage.origin.seen.slice(before).map((seen) => seen.method) };
}

describe('methods over raw sockets', () => {
  test.each(['GET', 'HEAD'])('%s passes where the policy names GET', async (method) => {
    const { answer, reached } = await send(method, '/health');
    expect([answer.status, reached]).toEqual([200, [method]]);
  });

  // workerd takes these; the route grammar does not know them.
  test.each(['PROPFIND', 'TRACE', 'QUERY', 'PURGE', 'COPY', 'MKCOL'])(
    '%s is route_unmatched everywhere',
    async (method) => {
      for (const target of ['/health', '/public/x', '/items/1']) {
        const { answer, reached } = await send(method, target, [await stage.bearer()]);
        expect([answer.status, reached]).toEqual([403, []]);
      }
    },
  );

  // workerd refuses these itself.
  test.each(['get', 'Get', 'FOO'])('%s never reaches the origin', async (method) => {
    const { answer, reached } = await send(method, '/public/x');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(reached).toEqual([]);
  });

  test('a denied HEAD has a challenge and no body', async () => {
    const { answer, reached } = await send('HEAD', '/items/1');
    expect([answer.status, answer.body, reached]).toEqual([401, '', []]);
    expect(answer.headers.get('www-authenticate')).toEqual(['Bearer realm="api"']);
  });

  test('OPTIONS is an ordinary request where the policy has no cors, preflight or not, with a body or without', async () => {
    const preflight = [
      ['Origin', 'https://app.acme.dev'],
      ['Access-Control-Request-Method', 'GET'],
    ] as const;
    expect((await send('OPTIONS', '/items/1', preflight)).answer.status).toBe(401);
    expect((await send('OPTIONS', '/items/1', [], 'body')).answer.status).toBe(401);
    expect((await send('OPTIONS', '/public/x', preflight)).reached).toEqual(['OPTIONS']);
    expect((await send('OPTIONS', '*')).answer.status).toBe(400);
  });

  test('the method on the wire is the one decided, whatever an override says', async () => {
    const override = ['X-HTTP-Method-Override', 'DELETE'] as const;
    const { answer, reached } = await send('POST', '/public/x', [override], '_method=DELETE');
    expect([answer.status, reached]).toEqual([200, ['POST']]);
  });
});
