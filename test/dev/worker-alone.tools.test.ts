/** `sallyport dev` as people run it with a policy that only the Worker gate can serve. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createFolder, type Folder, MAIN, runSallyport } from '../cli/commands/sallyport.ts';
import { sendHttp } from '../support/http.ts';
import { endDevs, runIn, startIn } from './dev-process.ts';

const ISSUERS = { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } };
const REPORTS = { scopes: ['read'], unsafeReportOnly: { why: 'the first week', until: '2099-01-31' } };
const OPEN = { scopes: ['read'], unsafePath: { encodedSlash: 'ids hold slashes' } };
const ROUTES = { 'GET /orders/:id': REPORTS, 'GET /files/:id': OPEN, 'GET /items/:id': { scopes: ['read'] } };
const PORTS = ['--worker-port', '0', '--issuer-port', '0'];

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
  await folder.place('sallyport.jsonc', { issuers: ISSUERS, routes: ROUTES });
});
afterEach(endDevs, 20_000);
afterAll(() => folder.remove());

/** What `sallyport token` prints, into a file: a token is for nobody else's eyes. */
async function mint(...args: string[]): Promise<string> {
  const path = join(folder.path, 'token.txt');
  const file = await open(path, 'w');
  try {
    const child = spawn(process.execPath, ['--conditions=source', MAIN, 'token', ...args], {
      cwd: folder.path,
      stdio: ['ignore', file.fd, 'ignore'],
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    return (await readFile(path, 'utf8')).trim();
  } finally {
    await file.close();
  }
}

test('serves the Worker gate, tells why alone, and explain and token find it', { timeout: 60_000 }, async () => {
  const { child, printed } = await startIn(folder.path, ...PORTS, '--playground-port', '0');
  const lines = printed.split('\n');
  expect(lines[0]).toMatch(/^sallyport\.jsonc:\d+:\d+ {2}warning {2}routes\["GET \/orders\/:id"\]\.unsafeReportOnly/);
  expect(lines[1]).toMatch(/^sallyport\.jsonc:\d+:\d+ {2}warning {2}routes\["GET \/files\/:id"\]\.unsafePath/);
  expect(lines).toContain('  API Gateway  left out: the Lambda gate would not start with this policy (above)');
  expect(printed).not.toMatch(/undefined|null/);

  const file = await readFile(`${folder.path}/node_modules/.cache/sallyport/dev.json`, 'utf8');
  expect(Object.keys(JSON.parse(file) as object)).toEqual(['worker', 'issuer', 'playground']);
  const port = Number(/worker +http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1]);
  const curls = lines.filter((line) => line.startsWith('  curl '));
  expect(curls.length).toBe(3);
  for (const line of curls) expect(line).toContain(`http://127.0.0.1:${port}/`);

  const told: string[] = [];
  if (child.stderr === null) throw new Error('no stderr');
  createInterface({ input: child.stderr }).on('line', (line) => told.push(line));
  expect((await sendHttp(port, 'GET', '/orders/1')).status).toBe(200);
  await expect
    .poll(() => told[0], { timeout: 5_000 })
    .toBe('  REPORT would deny token_missing at "GET /orders/:id"  worker');
  await expect.poll(() => told.join('\n'), { timeout: 5_000 }).toContain('explain --decision');
  const id = /explain --decision (\S+)/.exec(told.join('\n'))?.[1] ?? '';
  const explained = await runSallyport(['explain', '--decision', id, '--json'], { cwd: folder.path });
  expect(JSON.parse(explained.stdout)).toMatchObject({ decisionId: id, effect: 'allow', wouldDeny: 'token_missing' });

  const headers = { authorization: `Bearer ${await mint('--scope', 'read')}` };
  const { status, body } = await sendHttp(port, 'GET', '/files/a%2Fb', headers);
  expect([status, JSON.parse(body)]).toMatchObject([200, { target: '/files/a%2Fb' }]);
  expect((await sendHttp(port, 'GET', '/items/a%2Fb', headers)).status).toBe(400);

  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
});

test('a tour that expects answers of both gates keeps nobody from looking by hand', { timeout: 60_000 }, async () => {
  const row = { name: 'nobody', request: 'GET /items/1', edge: '401 token_missing', apiGateway: '401' };
  await folder.place('tour.jsonc', { kinds: ['http-iam'], rows: [row] });
  const { printed } = await startIn(folder.path, ...PORTS, '--playground-port', '0');
  const port = /worker +http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
  const curls = printed.split('\n').filter((line) => line.startsWith('  curl '));
  expect(curls).toEqual([`  curl -i 'http://127.0.0.1:${port}/items/1'  # 401`]);
});

test('a tour of the Worker gate is run there, and its total says so', { timeout: 60_000 }, async () => {
  const rows = [
    { name: 'nobody', request: 'GET /items/1', edge: '401 token_missing' },
    { name: 'reported', request: 'GET /orders/1', edge: '200' },
  ];
  await folder.place('tour.jsonc', rows);
  const { code, out, err } = await runIn(folder.path, '--once', ...PORTS);
  expect(err).toContain('2 of 2 rows agree at the Worker gate\n');
  expect(err).toContain('API Gateway  left out');
  expect(out).toContain('nobody: GET /items/1');
  expect(code).toBe(0);

  await folder.place('tour.jsonc', [...rows, { name: 'wrong', request: 'GET /items/1', edge: '200' }]);
  const broken = await runIn(folder.path, '--once', ...PORTS);
  expect(broken.err).toContain('2 of 3 rows agree at the Worker gate\n');
  expect(broken.code).toBe(1);
});
