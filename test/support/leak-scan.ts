/**
 * Fails a test file in which a token, a secret or a signature was logged, printed, stored or put into an error.
 *
 * Runs before each test file. What the packages hand to sinks of a test's own (a log, an observer of key events, a key
 * tier) is read where it is made; the rest where it leaves.
 * Does not: say what leaked. A failure names the file, the place and the kind of secret.
 */
import type { KeyTier } from '@sallyport/core';
import { afterAll, expect, vi } from 'vitest';
import { createLeakCapture } from './leak-capture.ts';
import { findPrivateMembers, watchCrypto } from './leak-crypto.ts';
import { watchChildren, watchErrors, watchOutput } from './leak-sinks.ts';

const capture = createLeakCapture();
watchCrypto(capture.tell);
watchErrors(capture);
watchOutput(capture);
const takeChildren = watchChildren(capture);

type Callable = (...parameters: readonly unknown[]) => unknown;

/** Takes what a function returns or resolves to. */
function taking(sink: string, real: unknown): Callable {
  return (...parameters) => {
    const returned = (real as Callable)(...parameters);
    if (returned instanceof Promise) returned.then((value) => capture.take(sink, value)).catch(() => undefined);
    else capture.take(sink, returned);
    return returned;
  };
}

function watchTier(tier: KeyTier): KeyTier {
  return {
    ...tier,
    get: (scope) => tier.get(scope),
    put: (scope, stored) => {
      capture.take('a stored key set', scope, stored);
      if (findPrivateMembers(stored.body).length > 0) capture.note('a stored key set', 'a private key');
      return tier.put(scope, stored);
    },
  };
}

vi.mock(import('../../packages/core/src/decision/log-record.ts'), async (original) => {
  const real = await original();
  return { ...real, toLogRecord: taking('a log record', real.toLogRecord) as typeof real.toLogRecord };
});
vi.mock(import('../../packages/core/src/decision/problem.ts'), async (original) => {
  const real = await original();
  return { ...real, toProblem: taking('a denial’s body', real.toProblem) as typeof real.toProblem };
});
vi.mock(import('../../packages/core/src/decision/challenge.ts'), async (original) => {
  const real = await original();
  return { ...real, toChallenge: taking('a challenge', real.toChallenge) as typeof real.toChallenge };
});
vi.mock(import('../../packages/worker/src/log.ts'), async (original) => {
  const real = await original();
  const logProblem: typeof real.logProblem = (kind, facts) => {
    capture.take('a log record', kind, facts);
    real.logProblem(kind, facts);
  };
  return { ...real, logProblem };
});
vi.mock(import('../../packages/core/src/keys/create.ts'), async (original) => {
  const real = await original();
  const createKeySource: typeof real.createKeySource = (issuer, ports) => {
    const { keyTiers, onKeyEvent } = ports;
    return real.createKeySource(issuer, {
      ...ports,
      ...(keyTiers && { keyTiers: keyTiers.map(watchTier) }),
      ...(onKeyEvent && {
        onKeyEvent: (event) => {
          capture.take('a key event', event);
          onKeyEvent(event);
        },
      }),
    });
  };
  return { ...real, createKeySource };
});

afterAll(() => {
  takeChildren();
  const leaks = capture.leaks();
  if (leaks.length === 0) return;
  const found = leaks.map(({ sink, kind }) => `${kind} in ${sink}`).join(', ');
  throw new Error(`${expect.getState().testPath}: ${found}`);
});
