import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Issuers, startIssuers } from '../../../support/loopback-issuers.ts';
import { type Case, toCases } from './cases.ts';
import type { Answered } from './key-gate.ts';
import { type FreezableKeyGate, startFreezableOnWorkerd, startInNodeProcess } from './runtimes.ts';

// What becomes of the request that was under way.
const FATES = ['answered', 'broken', 'forgotten'] as const;
const cases = FATES.flatMap((fate) => toCases(fate));

/** Longer than a flight is trusted to be alive. */
const FREEZE_MS = 3_900;

async function askMany(gate: FreezableKeyGate, { name }: Case): Promise<unknown[]> {
  const ask = async (): Promise<unknown> => {
    const response = await fetch(`${gate.origin}/${name}?kid=a`, { signal: AbortSignal.timeout(15_000) });
    return response.status === 200 ? ((await response.json()) as Answered).said : `status ${response.status}`;
  };
  return Promise.all(Array.from({ length: 5 }, ask));
}

async function freezeInFlight(gate: FreezableKeyGate, issuers: Issuers): Promise<void> {
  for (const { name } of cases) issuers.behave(name, 'hang');
  const early = cases.map((one) => askMany(gate, one));
  await Promise.all(cases.map(({ name }) => issuers.reached(name, 1)));
  await pause(200);

  gate.freeze();
  for (const { name } of cases) {
    if (name.startsWith('answered')) issuers.release(name);
    if (name.startsWith('broken')) issuers.breakOff(name);
    issuers.behave(name, 'answer');
  }
  await pause(FREEZE_MS);
  const late = cases.map((one) => askMany(gate, one));
  gate.thaw();

  const found = Array(5).fill('found');
  for (const [index, { name, location }] of cases.entries()) {
    expect([name, await late[index]]).toEqual([name, found]);
    expect([name, await early[index]]).toEqual([name, found]);
    const report: unknown = await (await fetch(`${gate.origin}/${name}`)).json();
    expect(report).toMatchObject({ state: 'fresh', failures: 0, lastFailureAt: null });
    const { metadata, keys } = issuers.asked(name);
    expect([name, metadata + keys <= (location === 'discovery' ? 3 : 2)]).toEqual([name, true]);
  }
}

describe.concurrent('a process frozen in the middle of a cold fetch', () => {
  it.each([
    ['on Node', startInNodeProcess],
    ['on workerd, as promises are shared today', startFreezableOnWorkerd()],
    ['on workerd, as they were shared before', startFreezableOnWorkerd('no_handle_cross_request_promise_resolution')],
  ])('answers everyone when it thaws, asks once more at most, and counts no failure, %s', async (_, start) => {
    const issuers = await startIssuers();
    const gate = await start(cases, issuers.origin);
    try {
      await freezeInFlight(gate, issuers);
    } finally {
      await gate.stop();
      await issuers.stop();
    }
  });
});
