import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RawAnswer, toRequestText } from '../../support/raw-http.ts';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
// Each test needs an isolate that has fetched nothing.
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage?.stop());

async function sendAll(count: number): Promise<RawAnswer[]> {
  const bearer = await stage.bearer();
  return Promise.all(Array.from({ length: count }, () => stage.send({ target: '/items/1', headers: [bearer] })));
}

const sendMany = async (count: number): Promise<number[]> => (await sendAll(count)).map(({ status }) => status);

test('100 concurrent cold requests cost one fetch of the keys', async () => {
  stage.issuer.fail('slow');
  expect(await sendMany(100)).toEqual(Array(100).fill(200));
  expect(stage.issuer.requests.jwks).toBe(1);
  expect(stage.issuer.requests.metadata).toBe(1);
});

test('waiters are answered when the request that fetches has gone away', async () => {
  stage.issuer.fail('slow');
  const headers = [await stage.bearer()];
  const leader = connect(stage.workerd.port, '127.0.0.1');
  await once(leader, 'connect');
  leader.write(toRequestText({ target: '/items/1', headers }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const waiting = sendMany(10);
  await new Promise((resolve) => setTimeout(resolve, 200));
  // A plain close goes unnoticed locally; a reset ends the leader's request.
  leader.resetAndDestroy();
  expect(await waiting).toEqual(Array(10).fill(200));
  expect(await sendMany(3)).toEqual([200, 200, 200]);
  expect(stage.issuer.requests.jwks).toBeLessThanOrEqual(2);
});

test('an unreachable issuer is 503 with Retry-After for everyone, and few fetches', async () => {
  stage.issuer.fail('status500');
  expect(await sendMany(20)).toEqual(Array(20).fill(503));
  const { metadata, jwks } = stage.issuer.requests;
  expect(metadata + jwks).toBeLessThanOrEqual(4);
  const answer = await stage.send({ target: '/items/1', headers: [await stage.bearer()] });
  expect(Number(answer.headers.get('retry-after')?.[0])).toBeGreaterThan(0);
  expect(answer.headers.has('www-authenticate')).toBe(false);
  // Public routes need no keys.
  expect((await stage.send({ target: '/health' })).status).toBe(200);
});

test.each([
  ['metadata', 'as promises are shared today', []],
  ['jwks', 'as promises are shared today', []],
  ['metadata', 'as they were shared before', ['no_handle_cross_request_promise_resolution']],
  ['jwks', 'as they were shared before', ['no_handle_cross_request_promise_resolution']],
] as const)(
  'an issuer that hangs over %s is 503 with Retry-After for everyone at the deadline, %s',
  async (at, _, flags) => {
    if (flags.length > 0) {
      await stage.stop();
      stage = await startStage({ compatibilityFlags: flags });
    }
    stage.issuer.fail('hang', at);
    const startedAtMs = performance.now();
    const answers = await sendAll(50);
    const tookMs = performance.now() - startedAtMs;
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(503));
    for (const { headers } of answers) expect(Number(headers.get('retry-after')?.[0])).toBeGreaterThanOrEqual(1);
    expect(tookMs).toBeGreaterThan(2_900);
    // Less than two deadlines, with what a busy machine adds.
    expect(tookMs).toBeLessThan(12_000);
    expect(stage.issuer.requests).toMatchObject({ metadata: 1, jwks: at === 'jwks' ? 1 : 0 });
    expect(stage.origin.seen).toEqual([]);
  },
);
