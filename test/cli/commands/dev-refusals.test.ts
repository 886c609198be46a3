/** `sallyport dev` with a policy that no gate would start with, or the Lambda gate would not: what cannot be asked for then. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

const ISSUERS = { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } };
const KEYED = { kind: 'http-simple', identitySources: ['$request.header.Authorization', '$context.routeKey'] };
const OPEN = { scopes: ['read'], unsafePath: { encodedSlash: 'ids hold slashes' } };
const ROW = { name: 'n', request: 'GET /orders', edge: '200' };
const LEFT_OUT = 'left out: the Lambda gate would not start with this policy (above)';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
  await folder.place('odd.jsonc', { issuers: ISSUERS, routes: { 'GET /files/*': OPEN } });
  const routes = { 'GET /orders/:id': 'authenticated' };
  await folder.place('simple.jsonc', { issuers: ISSUERS, routes, apiGateway: KEYED });
});
afterAll(() => folder.remove());

async function refuse(...args: string[]): Promise<string> {
  const { exitCode, stderr } = await runSallyport(['dev', ...args], { cwd: folder.path });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(LEFT_OUT);
  expect(stderr).not.toMatch(/\n\s+at |defect|PolicyError/);
  return stderr;
}

test.each([
  ['simple.jsonc', '--api-gateway-port', '0', 'routes["GET /orders/:id"]', 'a kept simple response'],
  ['odd.jsonc', '--route', 'GET /files/*', 'unsafePath', 'a Lambda authorizer admits canonical paths alone'],
])(
  '%s refuses %s, with the places that keep the Lambda gate from starting',
  async (file, option, value, place, why) => {
    const stderr = await refuse(file, option, value);
    expect(stderr).toMatch(new RegExp(`^${file}:\\d+:\\d+ +warning`));
    expect(stderr).toContain(place);
    expect(stderr).toContain(why);
    expect(stderr).toContain(`${option} is for API Gateway, which is ${LEFT_OUT}`);
  },
);

test.each([
  ['row 2 names "apiGateway"', [ROW, { ...ROW, apiGateway: '200' }]],
  ['the tour names "kinds"', { kinds: ['rest-token'], rows: [ROW] }],
])('--once refuses a tour where %s', async (part, tour) => {
  await folder.place('tour.jsonc', tour);
  const stderr = await refuse('odd.jsonc', '--once');
  expect(stderr).toContain(`tour.jsonc: ${part}, and API Gateway is ${LEFT_OUT}`);
});

test('a policy with errors is told in its places and nothing is started: exit 2, as from every command that needs one', async () => {
  await folder.place('wrong.jsonc', { issuers: ISSUERS, routes: { 'GET /orders': 'authentcated' } });
  const { exitCode, stdout, stderr } = await runSallyport(['dev', 'wrong.jsonc'], { cwd: folder.path });
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^wrong\.jsonc:\d+:\d+ +error/);
  expect(stderr).not.toContain('http://127.0.0.1');
});
