import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PRESETS } from '../../../packages/core/src/presets/presets.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const schema: Record<string, unknown> = JSON.parse(readFileSync(`${ROOT}packages/core/schema.json`, 'utf8'));

interface Visited {
  readonly place: string;
  readonly node: Record<string, unknown>;
}

function visit(value: unknown, place: string): readonly Visited[] {
  if (typeof value !== 'object' || value === null) return [];
  const nested = Object.entries(value).flatMap(([name, member]) => visit(member, `${place}/${name}`));
  return [{ place, node: { ...value } }, ...nested];
}

test('schema.json is what the schema says', () => {
  const run = spawnSync(process.execPath, ['--conditions=source', 'scripts/write-schema.mjs', '--check'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(run.stderr.replace(/^.*ExperimentalWarning[^\n]*\n(.*trace-warnings.*\n)?/m, '')).toBe('');
  expect(run.status).toBe(0);
});

test('schema.json is draft-07, names every key with a description and accepts no other key', () => {
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  const objects = visit(schema, '').filter(({ node }) => node.type === 'object' && node.properties !== undefined);
  expect(objects.length).toBeGreaterThan(15);
  for (const { place, node } of objects) {
    expect(node.additionalProperties, place).toBe(false);
    for (const [key, property] of Object.entries(Object(node.properties))) {
      expect(Object(property), `${place}/${key}`).toMatchObject({ description: expect.stringMatching(/\.$/) });
    }
  }
});

test('schema.json has no reference that leads nowhere', () => {
  const references = visit(schema, '').flatMap(({ node }) => (typeof node.$ref === 'string' ? [node.$ref] : []));
  expect(references.length).toBeGreaterThan(10);
  for (const reference of references) {
    const name = /^#\/definitions\/([A-Za-z]+)$/.exec(reference)?.[1];
    expect(Object.keys(Object(schema.definitions)), reference).toContain(name);
  }
});

test('schema.json completes presets and algorithms', () => {
  expect(schema).toMatchObject({
    definitions: {
      Issuer: {
        properties: {
          preset: { enum: PRESETS.map(({ name }) => name) },
          algorithms: { items: { enum: expect.arrayContaining(['RS256', 'EdDSA', 'HS256']) } },
          clockToleranceSeconds: { type: 'integer', minimum: 0, maximum: 300, default: 30 },
        },
      },
    },
  });
});
