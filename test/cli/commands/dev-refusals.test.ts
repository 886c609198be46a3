/** `sallyport dev` with a policy that one of its gates would not start with. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

const ISSUERS = { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } };
const KEYED = { kind: 'http-simple', identitySources: ['$request.header.Authorization', '$context.routeKey'] };
const OPEN = { scopes: ['read'], unsafePath: { encodedSlash: 'ids hold slashes' } };

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

test.each([
  [
    'simple.jsonc',
    { routes: { 'GET /orders/:id': 'authenticated' }, apiGateway: KEYED },
    'GET /orders/:id',
    'a kept simple response',
  ],
  ['odd.jsonc', { routes: { 'GET /files/*': OPEN } }, 'unsafePath', 'a Lambda authorizer admits canonical paths alone'],
])('%s is refused with the places and what to write, and no stack', async (name, policy, place, message) => {
  const file = await folder.place(name, { issuers: ISSUERS, ...policy });
  const { exitCode, stderr } = await runSallyport(['dev', file]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(new RegExp(`${name}:\\d+:\\d+ +error`));
  expect(stderr).toContain(place);
  expect(stderr).toContain(message);
  expect(stderr).toContain('the Lambda gate would not start with this policy');
  expect(stderr).not.toMatch(/\n\s+at |defect|PolicyError/);
});
