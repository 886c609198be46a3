import { describe, expect, test } from 'vitest';
import { type AnswerSource, type InitFlags, resolveAnswers } from '../../../packages/cli/src/init/answers.ts';

const flags = (given: Partial<InitFlags> = {}): InitFlags => ({
  ...{ preset: undefined, issuer: undefined, audience: undefined, gate: undefined },
  ...{ origin: undefined, jwksUri: undefined, require: undefined },
  ...given,
});

/** Answers in order, then nobody; keeps what was asked. */
function answering(...answers: readonly string[]): { readonly source: AnswerSource; readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...answers];
  const ask = async (question: string): Promise<string | null> => {
    asked.push(question);
    return left.shift() ?? null;
  };
  return { source: { kind: 'ask', ask }, asked };
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
