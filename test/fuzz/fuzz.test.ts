import { describe, expect, test } from 'vitest';
import { buildCase } from './build.ts';
import { type Answer, createInlineDecider, createRemoteDecider, type Decider } from './deciders.ts';
import { toToken } from './oracle.ts';
import { toProgress, toReport } from './report.ts';
import { type Range, runRange, type Summary } from './run.ts';

const toRange = (end: number, maxViolations: number): Range => ({
  ...{ seed: 2026, first: 0, step: 1, end, untilMs: Number.MAX_SAFE_INTEGER },
  maxViolations,
});

/** Sallyport with inline keys, its answers changed. */
function createSpoilt(change: (answer: Answer, claims: () => Readonly<Record<string, unknown>>) => Answer): Decider {
  const { decide } = createInlineDecider();
  return {
    name: 'spoilt',
    decide: async (fuzzCase) =>
      change(await decide(fuzzCase), () => {
        const [, payload = ''] = (toToken(fuzzCase.authorization) ?? '').split('.');
        return JSON.parse(Buffer.from(payload, 'base64url').toString());
      }),
  };
}

/** Ends with the first violations. */
const runSpoilt = (change: Parameters<typeof createSpoilt>[0]): Promise<Summary> =>
  runRange(toRange(1_500, 1), [createSpoilt(change)]);

test('1,500 spoilt tokens and key sets: nothing that jose refuses is allowed, and every stricter denial has a class', async () => {
  const summary = await runRange(toRange(1_500, 10), [createInlineDecider(), createRemoteDecider()]);
  expect(
    summary.violations.map(({ kind, message, fuzzCase }) => [kind, message, fuzzCase.number, fuzzCase.trail]),
  ).toEqual([]);
  expect(summary.cases).toBe(1_500);
  // The run would say nothing if everything were refused, or nothing were.
  expect(summary.kinds.valid).toBeGreaterThan(20);
  expect(summary.allowedByKind.valid).toBe(summary.kinds.valid);
  for (const kind of ['header', 'claims', 'json', 'encoding', 'signature', 'keys', 'sets']) {
    expect(summary.allowedByKind[kind], kind).toBeGreaterThan(0);
  }
  expect(summary.reasons.allow).toBeGreaterThan(300);
  expect(summary.reasons.signature_invalid).toBeGreaterThan(200);
  expect(Object.keys(summary.stricter).length).toBeGreaterThan(20);
  expect(toReport(summary)).toContain('1500 cases, 0 violations');
  expect(toProgress(summary, 1_000)).toMatch(/^1500 cases, 1500\/s, decisions: \d+ allowed, \d+ denied;/);
});

test('a seed decides every case to the byte', () => {
  for (let number = 0; number < 200; number += 1) expect(buildCase(5, number)).toEqual(buildCase(5, number));
  const numbers = Array.from({ length: 50 }, (_none, number) => number);
  const changed = numbers.filter((number) => buildCase(6, number).authorization !== buildCase(7, number).authorization);
  expect(changed.length).toBeGreaterThan(40);
});

describe('the comparison catches a decider that', () => {
  test.each([
    ['skips the signature', 'signature_invalid'],
    ['takes any audience', 'audience_mismatch'],
    ['takes any issuer', 'issuer_unknown'],
    ['takes any type', 'type_not_allowed'],
    ['takes any critical header', 'critical_header'],
    ['lets tokens expire never', 'token_expired'],
    ['takes tokens before their time', 'token_not_yet_valid'],
    ['takes tokens of any age', 'token_too_old'],
    ['misses claims that are required', 'claim_missing'],
    ['takes what is no token', 'token_malformed'],
  ])('%s', async (_what, reason) => {
    const summary = await runSpoilt((answer, toClaims) =>
      answer.effect === 'deny' && answer.reason === reason ? { effect: 'allow', claims: toClaims() } : answer,
    );
    const caught = summary.violations.filter(({ kind }) => kind === 'allowed');
    expect(caught.length).toBeGreaterThan(0);
    // The smallest case has no mutation that it could do without, and can be built again from what is told.
    const [first] = caught;
    expect(first?.fuzzCase.trail.length).toBeGreaterThan(0);
    expect(toReport(summary)).toContain(`seed 2026, case ${first?.fuzzCase.number}, `);
  });

  test('refuses valid tokens', async () => {
    const { violations } = await runSpoilt((answer) =>
      answer.effect === 'allow' ? { effect: 'deny', reason: 'token_expired', about: 'exp' } : answer,
    );
    expect(['valid', 'unclassified']).toContain(violations[0]?.kind);
  });

  test('gives a wrong reason for a stricter denial', async () => {
    const { violations } = await runSpoilt((answer) =>
      answer.effect === 'deny' && answer.about === 'cnf' ? { ...answer, reason: 'audience_mismatch' } : answer,
    );
    expect(violations.length).toBeGreaterThan(0);
    expect(new Set(violations.map(({ kind }) => kind))).toEqual(new Set(['unclassified']));
  });

  test('decides on other claims than jose reads', async () => {
    const { violations } = await runSpoilt((answer) =>
      answer.effect === 'allow' ? { effect: 'allow', claims: { ...answer.claims, sub: 'admin' } } : answer,
    );
    expect(new Set(violations.map(({ kind }) => kind))).toEqual(new Set(['claims']));
  });

  test('throws', async () => {
    const { violations } = await runSpoilt((answer) => {
      if (answer.effect === 'deny' && answer.reason === 'signature_invalid') throw new TypeError('spoilt');
      return answer;
    });
    expect(violations[0]).toMatchObject({ kind: 'defect', message: 'internal_error (thrown: TypeError: spoilt)' });
  });
});
