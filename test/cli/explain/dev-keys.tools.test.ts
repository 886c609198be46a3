/** `sallyport explain` beside a running `sallyport dev`: its tokens by its keys, every other by the issuer's own. */
import { compilePolicy, type PolicyDocument } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOutbound } from '../../../packages/dev/src/issuers/outbound.ts';
import { serveIssuers } from '../../../packages/dev/src/issuers/server.ts';
import { createStandIns } from '../../../packages/dev/src/issuers/stand-ins.ts';
import { type LocalServer, serveLocally } from '../../../packages/dev/src/server/http.ts';
import { createFolder, type Folder, type Run, runSallyport } from '../commands/sallyport.ts';

const AUDIENCE = 'https://api.acme.dev';
const ORDERS = { scopes: ['read:orders'] };

const written = createTestIssuer({ issuer: 'https://written.acme.dev', audience: AUDIENCE });
let folder: Folder;
let dev: LocalServer;
let own: LocalServer;
let standIns: ReturnType<typeof createStandIns>;
let local: ReturnType<typeof createTestIssuer>;

beforeAll(async () => {
  folder = await createFolder();
  own = await serveLocally(0, ({ rawTarget }) => local.fetch(new Request(`${local.issuer}${rawTarget}`)));
  local = createTestIssuer({ issuer: `http://127.0.0.1:${own.port}`, audience: AUDIENCE });
  const policy: PolicyDocument = {
    issuers: {
      staff: { issuer: 'https://tokens.acme.dev', audience: AUDIENCE },
      local: { issuer: local.issuer, audience: AUDIENCE },
      written: { issuer: written.issuer, audience: AUDIENCE, jwks: await written.jwks() },
    },
    routes: { 'GET /orders': ORDERS },
  };
  await folder.place('sallyport.jsonc', policy);
  const compiled = compilePolicy(policy, { env: {} }).policy;
  if (compiled === null) throw new Error('the policy does not compile');
  standIns = createStandIns(compiled);
  dev = await serveIssuers(
    0,
    standIns,
    createOutbound(standIns, [], () => Promise.reject(new Error('not asked'))),
  );
  await folder.place('node_modules/.cache/sallyport/dev.json', { issuer: `http://127.0.0.1:${dev.port}` });
});
afterAll(async () => {
  await dev.close();
  await own.close();
  await folder.remove();
});

const explain = (token: string, ...args: string[]): Promise<Run> =>
  runSallyport(['explain', '--request', 'GET /orders', '--token', '-', ...args], { cwd: folder.path, stdin: token });

const mintByDev = (): Promise<string> => {
  const staff = standIns.find(({ name }) => name === 'staff');
  if (staff === undefined) throw new Error('there is no stand-in');
  return staff.testIssuer.mint({}, ORDERS);
};

test('a token that dev minted is verified by the keys of dev, and the report says so', async () => {
  const { exitCode, stderr } = await explain(await mintByDev());
  expect(stderr).toContain('ALLOW 200');
  expect(stderr).toContain('keys      of the sallyport dev that runs here, which minted the token');
  expect(exitCode).toBe(0);
  const { stdout } = await explain(await mintByDev(), '--json');
  expect(JSON.parse(stdout)).toMatchObject({ effect: 'allow', keys: { from: 'dev' }, claims: { verified: true } });
});

test.each([
  ['an issuer on this machine is asked itself', () => local, 'issuer'],
  ['keys in the policy are those of the policy', () => written, 'policy'],
])('%s, whether or not dev runs', async (_what, find, from) => {
  const { exitCode, stdout } = await explain(await find().mint({}, ORDERS), '--json');
  expect(JSON.parse(stdout)).toMatchObject({ effect: 'allow', keys: { from } });
  expect(exitCode).toBe(0);
});

test('--offline asks no dev either', async () => {
  const { exitCode, stdout } = await explain(await mintByDev(), '--offline', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ effect: 'undecided', keys: { from: null } });
  expect(exitCode).toBe(3);
});

test('the addresses of a dev that has ended change nothing', async () => {
  const ended = await serveLocally(0, () => Promise.resolve(new Response()));
  await ended.close();
  await folder.place('node_modules/.cache/sallyport/dev.json', { issuer: `http://127.0.0.1:${ended.port}` });
  const { exitCode, stdout } = await explain(await local.mint({}, ORDERS), '--json');
  expect(JSON.parse(stdout)).toMatchObject({ effect: 'allow', keys: { from: 'issuer' } });
  expect(exitCode).toBe(0);
});
