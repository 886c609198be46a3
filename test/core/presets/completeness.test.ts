import { findPreset, PRESETS, type Preset } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { onlyFinding, withIssuer } from '../document/compiling.ts';
import { DIRECTORY_FACTS } from './directory-facts.ts';
import { PLATFORM_FACTS } from './platform-facts.ts';
import type { PresetFacts } from './preset-facts.ts';
import { ALSO_NAMED } from './preset-tokens.ts';

const FACTS: Readonly<Record<string, PresetFacts>> = { ...DIRECTORY_FACTS, ...PLATFORM_FACTS };

function toPreset(name: string): Preset {
  const preset = findPreset(name);
  if (preset === null) throw new Error(`There is no preset "${name}"`);
  return preset;
}

function toKeys({ keys }: Preset): string {
  if (keys === 'discovery') return keys;
  return 'jwksUri' in keys ? keys.jwksUri : keys.namedLike;
}

/** What a preset holds under each name of the table; undefined for nothing. */
function toHeld(preset: Preset): Readonly<Record<string, unknown>> {
  const { claimMappings: mappings, typeClaims, tokenFrom } = preset;
  return {
    keys: toKeys(preset),
    algorithms: preset.algorithms,
    types: preset.tokenTypes,
    typeClaims: Object.keys(typeClaims).length === 0 ? undefined : typeClaims,
    audience: preset.audienceClaims,
    required: preset.requiredClaims,
    ...{ subject: mappings.subject, client: mappings.client, tenant: mappings.tenant, scopes: mappings.scopes },
    ...{ permissions: mappings.permissions, roles: mappings.roles, groups: mappings.groups },
    tokenFrom: tokenFrom?.map((from) => (typeof from === 'object' && 'header' in from ? from.header : from)).join(),
    forbidden: preset.forbiddenClaims,
    demand: preset.demand?.claims,
  };
}

test('the table has every preset and no other', () => {
  expect(Object.keys(FACTS).toSorted()).toEqual(PRESETS.map(({ name }) => name).toSorted());
});

test('the table looks at every member of a preset', () => {
  const looked = [
    ...['name', 'title', 'issuerExample', 'issuerRules', 'keys', 'algorithms', 'tokenTypes', 'typeClaims'],
    ...['audienceClaims', 'requiredClaims', 'claimMappings', 'tokenFrom', 'forbiddenClaims', 'demand', 'hints'],
  ];
  const mapped = ['subject', 'client', 'tenant', 'scopes', 'permissions', 'roles', 'groups'];
  for (const preset of PRESETS) {
    expect(looked).toEqual(expect.arrayContaining(Object.keys(preset)));
    expect(mapped).toEqual(expect.arrayContaining(Object.keys(preset.claimMappings)));
  }
});

describe.each(Object.entries(FACTS))('%s', (name, { badIssuer, hints, ...facts }) => {
  const preset = toPreset(name);
  const held = toHeld(preset);

  test.each(Object.entries(facts))('%s', (property, expected) => {
    if (typeof expected !== 'string' || !expected.startsWith('none: ')) {
      expect(held[property]).toEqual(expected);
      return;
    }
    expect(held[property], `the table says ${expected}`).toBeUndefined();
    expect(expected.length).toBeGreaterThan('none: '.length);
  });

  test('checks the shape of the issuer', () => {
    expect(preset.issuerRules.length).toBeGreaterThan(0);
    const finding = onlyFinding(withIssuer({ preset: name, issuer: badIssuer, ...ALSO_NAMED[name] }));
    expect(finding).toMatchObject({ level: 'error', code: 'preset-issuer' });
  });

  test('has a hint for what most often goes wrong, in whole sentences', () => {
    expect(Object.keys(preset.hints)).toEqual(
      expect.arrayContaining(['issuer_unknown', 'audience_mismatch', ...hints]),
    );
    for (const hint of Object.values(preset.hints)) expect(hint).toMatch(/^["A-Z].{15,}[.]$/);
  });
});
