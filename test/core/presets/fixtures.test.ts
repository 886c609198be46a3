import { findPreset, PRESETS } from '@sallyport/core';
import { isTestPreset, type TestPreset } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';
import { APPLICATION_FIXTURES } from './application-fixtures.ts';
import { DIRECTORY_FIXTURES } from './directory-fixtures.ts';
import { type Fixture, toToken } from './fixture.ts';
import { GOOGLE_FIXTURES } from './google-fixtures.ts';
import { MICROSOFT_FIXTURES } from './microsoft-fixtures.ts';
import { createProvider, explain, present } from './preset-tokens.ts';
import { WORKLOAD_FIXTURES } from './workload-fixtures.ts';

const FIXTURES = {
  ...DIRECTORY_FIXTURES,
  ...MICROSOFT_FIXTURES,
  ...GOOGLE_FIXTURES,
  ...APPLICATION_FIXTURES,
  ...WORKLOAD_FIXTURES,
};

function toTestPreset(name: string): TestPreset {
  if (isTestPreset(name)) return name;
  throw new Error(`There is no shape "${name}"`);
}

test('every preset has a user, a machine, a wrong token and a near miss', () => {
  expect(Object.keys(FIXTURES).toSorted()).toEqual(PRESETS.map(({ name }) => name).toSorted());
});

test('every preset admits a user or a machine, and refuses with a hint what it does not admit', () => {
  for (const [name, { user, machine, wrong, nearMiss }] of Object.entries(FIXTURES)) {
    const admits = [user, machine].filter(({ outcome }) => 'principal' in outcome);
    expect(admits.length, name).toBeGreaterThan(0);
    for (const { what, outcome } of [...wrong, ...nearMiss]) expect(outcome, what).toHaveProperty('hint');
  }
});

describe.each(Object.entries(FIXTURES))('%s', (name, { audience, user, machine, wrong, nearMiss }) => {
  const preset = toTestPreset(name);
  const provider = createProvider(preset);
  const kinds: readonly (readonly [kind: string, fixture: Fixture])[] = [
    ['user', user],
    ['machine', machine],
    ...wrong.map((fixture) => ['wrong token', fixture] as const),
    ...nearMiss.map((fixture) => ['near miss', fixture] as const),
  ];

  test.each(kinds.map(([kind, fixture]) => [kind, fixture.what, fixture] as const))('%s: %s', async (...row) => {
    const { outcome, setting, ...difference } = row[2];
    await provider.mint();
    const token = await toToken(provider, difference);
    const seen = await present(preset, provider, token, { audience, ...setting });
    const explained = await explain(preset, provider, token, { audience, ...setting });
    if ('principal' in outcome) {
      expect(seen).toMatchObject({ issuer: 'main', iss: provider.issuer, ...outcome.principal });
      expect(explained.presetHint).toBeNull();
      return;
    }
    expect(seen).toBe(outcome.denial);
    const { reason } = explained.verdict;
    expect(explained.presetHint).toBe(reason === null ? null : findPreset(name)?.hints[reason]);
    expect(explained.presetHint).toContain(outcome.hint);
    if (outcome.cause !== undefined) expect(explained.nearMisses[0]?.code).toBe(outcome.cause);
  });
});
