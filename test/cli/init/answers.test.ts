import { describe, expect, test } from 'vitest';
import { type AnswerSource, type InitFlags, resolveAnswers } from '../../../packages/cli/src/init/answers.ts';

const flags = (given: Partial<InitFlags> = {}): InitFlags => ({
  ...{ preset: undefined, issuer: undefined, audience: undefined, gate: undefined },
  ...{ origin: undefined, jwksUri: undefined, require: undefined },
  ...given,
});

/** Answers in order, then nobody; keeps what was asked. */
function answering(...answers: readonly string[]): {
  readonly source: AnswerSource;
  readonly asked: string[];
  readonly told: string[];
} {
  const [asked, told]: [string[], string[]] = [[], []];
  const left = [...answers];
  const ask = async (question: string): Promise<string | null> => {
    asked.push(question);
    return left.shift() ?? null;
  };
  return { source: { kind: 'ask', ask, tell: (text) => told.push(text) }, asked, told };
}

const GITHUB = 'https://token.actions.githubusercontent.com';

describe('questions', () => {
  test('are two, and the preset is told from the issuer', async () => {
    const { source, asked } = answering('https://acme.okta.com/oauth2/default', 'api://default');
    const answers = await resolveAnswers(flags(), source);
    expect(asked).toHaveLength(2);
    expect(answers).toMatchObject({ issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' });
    expect(answers).toMatchObject({ gate: 'worker', presetFrom: 'issuer', issuerKind: 'given', origin: null });
    expect(answers.preset?.name).toBe('okta');
  });

  test('are not asked where flags answer them', async () => {
    const { source, asked } = answering();
    await resolveAnswers(flags({ issuer: 'https://id.acme.dev', audience: 'orders' }), source);
    expect(asked).toEqual([]);
  });

  test('are more only where the provider needs more, and without an answer nothing is made up', async () => {
    const { source, asked } = answering('orders', 'repository_owner_id=123456');
    const answers = await resolveAnswers(flags({ issuer: GITHUB }), source);
    expect(answers.require).toEqual({ claim: 'repository_owner_id', value: '123456' });
    expect(asked).toHaveLength(2);
    const fixed = await resolveAnswers(flags({ preset: 'google', audience: 'a' }), answering().source);
    expect(fixed.issuer).toBe('https://accounts.google.com');
    await expect(resolveAnswers(flags(), answering('https://id.acme.dev').source)).rejects.toThrow(
      'nothing was written',
    );
  });
});

describe('an answer that cannot be used', () => {
  test("is asked for again, and an Okta console's address is corrected to an issuer that passes", async () => {
    const whole = 'https://acme.okta.com/oauth2/default';
    const { source, asked, told } = answering('https://acme-admin.okta.com', whole, 'api://default');
    const answers = await resolveAnswers(flags(), source);
    expect([answers.issuer, asked.length]).toEqual([whole, 3]);
    expect(asked[1]).toBe(asked[0]);
    expect(told).toEqual([`  this is the address of the Okta admin console: write "${whole}"`]);
  });

  test.each([
    ['http://id.acme.dev', 'https://id.acme.dev'],
    ['id.acme.dev', 'https://id.acme.dev'],
    ['https://acme.okta.com', 'https://acme.okta.com/oauth2/default'],
  ])('%s is told what is wrong, once', async (wrong, right) => {
    const { source, told } = answering(wrong, right, 'orders');
    expect((await resolveAnswers(flags(), source)).issuer).toBe(right);
    expect(told).toHaveLength(1);
  });

  test('is asked for again where the provider needs more', async () => {
    const { source, told } = answering('orders', 'acme', 'repository_owner_id=123456');
    const answers = await resolveAnswers(flags({ issuer: GITHUB }), source);
    expect(answers.require).toEqual({ claim: 'repository_owner_id', value: '123456' });
    expect(told).toEqual([expect.stringContaining('claim=value is expected')]);
  });

  test('is asked for three times and no more', async () => {
    const { source, asked, told } = answering('http://a', 'http://b', 'http://c', 'https://id.acme.dev', 'orders');
    await expect(resolveAnswers(flags(), source)).rejects.toMatchObject({
      exitCode: 2,
      message: 'none of 3 answers can be used: nothing was written',
    });
    expect([asked.length, told.length]).toEqual([3, 3]);
  });
});

describe('where nobody can be asked', () => {
  test.each([
    [{}, 'add --issuer and --audience, or --yes'],
    [{ issuer: 'https://id.acme.dev' }, 'add --audience, or --yes'],
    [{ preset: 'google' }, 'add --audience, or --yes'],
    [{ preset: 'okta', audience: 'a' }, 'add --issuer, or --yes'],
    [{ preset: 'workos', issuer: 'https://api.workos.com', audience: 'a' }, 'needs --jwks-uri'],
    [{ issuer: GITHUB, audience: 'a' }, '--require with one of repository_id='],
    [{ issuer: GITHUB, audience: 'a', require: 'acme' }, '--require takes claim=value'],
  ])('%j names the flags', async (given, message) => {
    await expect(resolveAnswers(flags(given), { kind: 'refuse' })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  test('--yes takes an issuer that nobody can own, and none of a provider, where it could be another tenant', async () => {
    const answers = await resolveAnswers(flags(), { kind: 'defaults' });
    expect(answers).toMatchObject({ issuerKind: 'local', preset: null });
    expect(new URL(answers.issuer).hostname).toMatch(/\.test$/);
    const okta = resolveAnswers(flags({ preset: 'okta' }), { kind: 'defaults' });
    await expect(okta).rejects.toThrow('--issuer and --audience cannot be guessed: add them');
  });
});
