import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toRequestText } from '../../support/raw-http.ts';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
// Each test needs an isolate that has fetched nothing.
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage?.stop());

async function sendMany(count: number): Promise<number[]> {
  const bearer = await stage.bearer();
  const answers = Array.from({ length: count }, () => stage.send({ target: '/items/1', headers: [bearer] }));
  return (await Promise.all(answers)).map(({ status }) => status);
}

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
