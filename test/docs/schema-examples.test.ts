import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPolicy } from '@sallyport/core/check';
import { describe, expect, test } from 'vitest';
import { ROOT } from './markdown.ts';

type Members = Readonly<Record<string, unknown>>;

const schema: unknown = JSON.parse(readFileSync(join(ROOT, 'packages/core/schema.json'), 'utf8'));

const read = (value: unknown, name: string): Members => ({ ...Object(Object(value)[name]) });

/** The examples of one definition, or of the policy itself, with their keys. */
function listExamples(definition: string): readonly (readonly [key: string, example: unknown])[] {
  const { properties } = definition === 'Policy' ? Object(schema) : read(Object(schema).definitions, definition);
  return Object.entries<{ examples?: readonly unknown[] }>(Object(properties)).flatMap(([key, { examples }]) =>
    (examples ?? []).map((example) => [key, example] as const),
  );
}

const MACHINES = { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' };
const AROUND = {
  issuers: { staff: { ...MACHINES, issuer: 'https://login.acme.dev' }, machines: MACHINES },
  routes: { 'GET /orders/:id': { scopes: ['read:orders'] } },
};

/** A policy with an example in its place. */
const PLACES: Readonly<Record<string, (member: Members) => Members>> = {
  Policy: (member) => ({ ...AROUND, ...member }),
  Issuer: (member) => ({ ...AROUND, issuers: { machines: { ...MACHINES, ...member } } }),
  Requirement: (member) => ({ ...AROUND, routes: { '/users/:user': member } }),
  Route: (member) => ({ ...AROUND, routes: { '/users/:user': member } }),
  Worker: (member) => ({ ...AROUND, worker: member }),
  ApiGateway: (member) => ({ ...AROUND, apiGateway: member }),
  Cors: (member) => ({ ...AROUND, cors: { origins: ['https://app.acme.dev'], ...member } }),
};

describe.each(Object.entries(PLACES))('the examples that an editor offers in %s', (definition, toPolicy) => {
  test.each(listExamples(definition))('%s: %j loads without an error', (key, example) => {
    const { findings } = checkPolicy(toPolicy({ [key]: example }), { env: {} });
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('are some', () => {
    expect(listExamples(definition).length).toBeGreaterThan(1);
  });
});
