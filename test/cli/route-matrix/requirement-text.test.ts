/** What a change of a requirement says that it is, in every form of `routes --diff`. */
import type { RequirementEntry } from '@sallyport/core';
import { toRequirementText } from '@sallyport/core/explain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RoutesReport } from '../../../packages/cli/src/route-matrix/report.ts';
import { createFolder, type Folder, runSallyport } from '../commands/sallyport.ts';
import { compileRoute } from './compile.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

test.each<[RequirementEntry, string]>([
  [{ scopes: ['read', 'write'] }, 'scopes "read" and "write"'],
  [{ roles: { anyOf: ['admin', 'owner'] } }, 'roles "admin" or "owner"'],
  [{ issuer: 'acme' }, 'issuer "acme"'],
  [{ client: 'app' }, 'client "app"'],
  [{ claims: { sub: { param: 'user' } } }, `sub equals the path's ":user"`],
  [{ claims: { level: { gte: 2, lte: 4 } } }, 'level is at least 2 and is at most 4'],
  [{ claims: { tier: { anyOf: ['gold', 7] } } }, 'tier is "gold" or 7'],
  [{ claims: { tier: { noneOf: ['free'] } } }, 'tier is not "free"'],
  [{ claims: { team: { contains: 'ops' } } }, 'team contains "ops"'],
  [{ claims: { team: { prefix: 'op' } } }, 'team starts with "op"'],
  [{ claims: { team: { exists: true } } }, 'team is there'],
  [
    { scopes: ['read'], anyOf: [{ roles: ['a'] }, { scopes: ['x'], groups: ['g'] }] },
    'scopes "read" and (roles "a" or (scopes "x" and groups "g"))',
  ],
])('%j is written as %s', (entry, text) => {
  const { requirement } = compileRoute(entry).access;
  expect(requirement && toRequirementText(requirement)).toBe(text);
});

test('a changed requirement is told with both demands, in lines, Markdown and JSON', async () => {
  const issuers = { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } };
  const place = (name: string, scopes: readonly string[]) =>
    folder.place(name, { issuers, routes: { 'GET /orders': { scopes } } });
  const before = await place('before.jsonc', ['read', 'write']);
  const after = await place('after.jsonc', ['read']);
  const run = (...form: string[]) => runSallyport(['routes', after, '--diff', before, ...form]);
  expect((await run()).stderr).toContain(
    'wider     GET|HEAD  "GET /orders" requires scopes "read" and "write" -> "GET /orders" requires scopes "read"\n',
  );
  expect((await run('--markdown')).stdout).toContain(
    '`GET /orders` requires `scopes "read" and "write"` | `GET /orders` requires `scopes "read"` |\n',
  );
  const report = JSON.parse((await run('--json')).stdout) as RoutesReport;
  expect(report.diff?.routes).toMatchObject([
    { before: { requirement: 'scopes "read" and "write"' }, after: { requirement: 'scopes "read"' } },
  ]);
});
