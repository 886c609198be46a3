import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RawAnswer } from '../../support/raw-http.ts';
import { type Stage, startStage } from './stage.ts';

/** Longer than a flight is trusted to be alive, and than the deadline of a fetch. */
const FREEZE_MS = 3_900;

const send = async (stage: Stage, count: number): Promise<RawAnswer[]> => {
  const bearer = await stage.bearer();
  return Promise.all(Array.from({ length: count }, () => stage.send({ target: '/items/1', headers: [bearer] })));
};

const toStatuses = async (answers: Promise<RawAnswer[]>): Promise<number[]> =>
  (await answers).map(({ status }) => status);

test.concurrent('a workerd frozen in the middle of a cold fetch answers everyone when it thaws', async () => {
  const stage = await startStage();
  try {
    stage.issuer.fail('hang', 'jwks');
    const early = send(stage, 10);
    while (stage.issuer.requests.jwks === 0) await pause(20);
    stage.workerd.freeze();
    stage.issuer.fail(null);
    await pause(FREEZE_MS);
    const late = send(stage, 10);
    stage.workerd.thaw();
    expect(await toStatuses(late)).toEqual(Array(10).fill(200));
    expect(await toStatuses(early)).toEqual(Array(10).fill(200));
    expect(stage.issuer.requests.jwks).toBe(2);
    expect(stage.origin.seen).toHaveLength(20);
  } finally {
    await stage.stop();
  }
});

test.concurrent('where the issuer is down when it thaws, everyone has a 503, and a 200 once it is back', async () => {
  const stage = await startStage();
  try {
    stage.issuer.fail('hang', 'jwks');
    const early = send(stage, 10);
    while (stage.issuer.requests.jwks === 0) await pause(20);
    stage.workerd.freeze();
    stage.issuer.fail('status500');
    await pause(FREEZE_MS);
    const late = send(stage, 10);
    stage.workerd.thaw();
    expect(await toStatuses(late)).toEqual(Array(10).fill(503));
    expect(await toStatuses(early)).toEqual(Array(10).fill(503));
    expect(stage.origin.seen).toEqual([]);
    stage.issuer.fail(null);
    // The longest back-off after a first failure.
    await pause(1_100);
    expect(await toStatuses(send(stage, 5))).toEqual(Array(5).fill(200));
  } finally {
    await stage.stop();
  }
});

test.concurrent('frozen between the decision and the origin’s answer, it hands the answer on', async () => {
  let held: ServerResponse | undefined;
  const hold = (_incoming: IncomingMessage, outgoing: ServerResponse): void => {
    held = outgoing;
  };
  const stage = await startStage({ answers: { '/items/1': hold } });
  try {
    const early = send(stage, 1);
    while (held === undefined) await pause(20);
    stage.workerd.freeze();
    held.end('late');
    await pause(500);
    stage.workerd.thaw();
    expect((await early).map(({ status, body }) => [status, body])).toEqual([[200, 'late']]);
  } finally {
    await stage.stop();
  }
});
