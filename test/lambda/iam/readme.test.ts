import { readFileSync } from 'node:fs';
import type { AccessEntry, ApiGatewayEntry } from '@sallyport/core';
import { searchInexactRoutes } from '@sallyport/lambda';
import { expect, test } from 'vitest';
import { createScene } from './scene.ts';

const README = readFileSync(new URL('../../../packages/lambda/README.md', import.meta.url), 'utf8');

/** The rows below the marker, as cells. */
const ROWS = README.slice(README.indexOf('<!-- shapes'))
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.slice(2, -2).split(' | '));

function toRoutes(cell: string): Readonly<Record<string, AccessEntry>> {
  const routes = [...cell.matchAll(/`([^`]+)` \(([a-z])\)/g)].map(
    ([, key = '', letter = '']): [string, AccessEntry] => [key, { scopes: [letter] }],
  );
  return Object.fromEntries(routes);
}

async function judge(
  routes: Readonly<Record<string, AccessEntry>>,
  unknownPaths: ApiGatewayEntry['unknownPaths'] & string,
): Promise<string> {
  const { rehearsal } = await createScene(routes, {}, { unknownPaths });
  const { found, search } = searchInexactRoutes(rehearsal.policy);
  expect(search).toBe('complete');
  const lost = new Set(found.flatMap((one) => one.routes));
  const keys = rehearsal.policy.routes.routes.map(({ key }) => key).filter((key) => lost.has(key));
  return keys.length === 0 ? 'exact' : keys.map((key) => `\`${key}\``).join(', ');
}

function toKinds(possible: string, never: string): string {
  if (possible === 'exact') return 'every kind';
  return never === 'exact' ? 'every kind, with `"never"`' : 'one request at a time';
}

test.each(ROWS)('the README says of %s what the compiler finds', async (_shape, cell = '', ...said) => {
  const routes = toRoutes(cell);
  expect(Object.keys(routes).length).toBe(cell.split('), ').length);
  const possible = await judge(routes, 'possible');
  const never = await judge(routes, 'never');
  expect(said).toEqual([possible, never, toKinds(possible, never)]);
});

test('the table of the README is there', () => {
  expect(ROWS.length).toBeGreaterThan(9);
});
