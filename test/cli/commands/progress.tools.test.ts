/** What waits for somebody tells people so after a second, each command on its own, and machines never. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';
import { keyFixture } from '../../support/public-jwks.ts';
import { createFolder, type Folder, type Run, runSallyport } from './sallyport.ts';

const TOKEN = [
  { alg: 'RS256', kid: 'one' },
  { iss: '', aud: 'https://api.acme.dev', exp: 4_000_000_000 },
];
let folder: Folder;
let server: LoopbackServer;
let delayMs = 0;

beforeAll(async () => {
  folder = await createFolder();
  const { jwk } = await keyFixture('one', 'RS256');
  server = await listenOnLoopback((request, response) => {
    const { origin } = server;
    const metadata = { issuer: origin, jwks_uri: `${origin}/keys`, token_endpoint: `${origin}/token` };
    const answers: Readonly<Record<string, object>> = {
      '/.well-known/openid-configuration': metadata,
      '/keys': { keys: [jwk] },
      '/token': { access_token: 'opaque', expires_in: 60 },
      // As `sallyport dev` answers.
      '/decisions': { decisions: [] },
      '/': { issuers: [{ name: 'staff', preset: null }] },
    };
    const answer = JSON.stringify(answers[request.url ?? ''] ?? {});
    setTimeout(() => response.setHeader('content-type', 'application/json').end(answer), delayMs);
  });
  await folder.place('sallyport.jsonc', {
    issuers: { staff: { issuer: server.origin, audience: 'https://api.acme.dev' } },
    routes: { 'GET /orders': 'authenticated' },
  });
  await folder.place('node_modules/.cache/sallyport/dev.json', { issuer: server.origin });
  const [header, claims] = TOKEN.map((part) => ({ ...part, ...('iss' in part ? { iss: server.origin } : {}) }));
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  await folder.place('token', `${encode(header)}.${encode(claims)}.${Buffer.alloc(256, 7).toString('base64url')}`);
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

const run = (...args: string[]): Promise<Run> =>
  runSallyport(args, { cwd: folder.path, env: { CLIENT_SECRET: 'a secret' } });
const CREDENTIALS = ['--client-credentials', '--client-id', 'job', '--client-secret-env', 'CLIENT_SECRET'];

const WAITING: readonly (readonly [text: string, args: readonly string[]])[] = [
  ['asking 1 issuer for metadata and keys', ['check', '--online']],
  ['fetching the keys of 1 issuer', ['keys', 'pull']],
  ['deciding, by the keys that the issuer gives', ['explain', '--request', 'GET /orders', '--token', 'token']],
  ['asking sallyport dev for its decisions', ['explain', '--last']],
  ['asking http://127', ['token', ...CREDENTIALS]],
  ['asking sallyport dev for a token', ['token']],
];

describe('a second and a half for each answer', () => {
  test.each(WAITING)('%s: one plain line in a log, and nothing with --json', async (text, args) => {
    delayMs = 1_500;
    const [people, machines] = await Promise.all([run(...args), run(...args, '--json')]);
    const told = people.stderr.split('\n').filter((line) => line.endsWith(' ...'));
    expect(told).toEqual([expect.stringMatching(new RegExp(`^${text}.* \\.\\.\\.$`))]);
    expect(people.stderr).not.toContain('\u001b');
    for (const output of [people.stdout, machines.stdout, machines.stderr]) expect(output).not.toContain(' ...');
  });
});

test('less than a second is silent', async () => {
  delayMs = 0;
  for (const [, args] of WAITING) expect((await run(...args)).stderr).not.toContain(' ...');
});
