import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CheckReport } from '../../../packages/cli/src/report/check-report.ts';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';
import { keyFixture } from '../../support/public-jwks.ts';
import { createFolder, type Folder, runSallyport } from '../commands/sallyport.ts';

let folder: Folder;
let server: LoopbackServer;
let answers: Record<string, RequestListener>;
const asked: string[] = [];

const METADATA = '/id/.well-known/openid-configuration';
const json =
  (value: unknown, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };

beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  asked.length = 0;
  server = await listenOnLoopback((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  const iss = `${server.origin}/id`;
  answers = {
    [METADATA]: json({ issuer: iss, jwks_uri: `${iss}/keys` }),
    '/id/keys': json({ keys: [(await keyFixture('one', 'RS256')).jwk] }),
  };
});
afterEach(() => server.stop());

const place = (entry: object = {}): Promise<string> =>
  folder.place('sallyport.jsonc', {
    issuers: { staff: { issuer: `${server.origin}/id`, audience: 'https://api.acme.dev', ...entry } },
    routes: { 'GET /orders/:id': 'authenticated' },
  });
const checkOnline = async (file: string, env: Readonly<Record<string, string>> = {}) => {
  const run = await runSallyport(['check', file, '--online', '--json'], { env });
  return { ...run, report: JSON.parse(run.stdout) as CheckReport };
};

describe('an issuer that answers', () => {
  test('exits 0 with its metadata, its keys and its clock', async () => {
    const { exitCode, report } = await checkOnline(await place());
    expect([exitCode, report.findings, report.notes]).toEqual([0, [], []]);
    const iss = `${server.origin}/id`;
    expect(report.online).toEqual([
      {
        issuer: 'staff',
        iss,
        outcome: 'reached',
        requests: [
          {
            ...{ asksFor: 'metadata', url: `${server.origin}${METADATA}`, status: 200, named: iss },
            ...{ contentType: 'application/json', cause: null, why: null },
          },
          {
            ...{ asksFor: 'keys', url: `${iss}/keys`, status: 200, named: null },
            ...{ contentType: 'application/json', cause: null, why: null },
          },
        ],
        keys: [{ kid: 'one', size: 'RSA 2048', algorithms: expect.arrayContaining(['RS256']), refused: null }],
        skewSeconds: expect.any(Number),
      },
    ]);
    expect(Math.abs(report.online?.[0]?.skewSeconds ?? 99)).toBeLessThanOrEqual(2);
  });

  test('is told to people with each step, and is asked by no other command line', async () => {
    const file = await place();
    const people = await runSallyport(['check', file, '--online']);
    expect(people.stderr).toContain(
      `metadata  ${server.origin}${METADATA}  200 application/json  used, issuer equal\n`,
    );
    expect(people.stderr).toContain('key       "one"  RSA 2048  ');
    expect(people.stderr).toMatch(/clock {5}(as|[0-9])/);
    asked.length = 0;
    expect((await runSallyport(['check', file])).exitCode).toBe(0);
    expect(asked).toEqual([]);
  });

  test('whose metadata names another issuer is an error that quotes both, exit 1', async () => {
    const named = `${server.origin}/id/`;
    answers[METADATA] = json({ issuer: named, jwks_uri: `${named}keys` });
    const { exitCode, report } = await checkOnline(await place());
    expect(exitCode).toBe(1);
    expect(report.findings).toMatchObject([
      { code: 'online-issuer-mismatch', level: 'error', pointer: '/issuers/staff', line: 3, column: 5 },
    ]);
    expect(report.findings[0]?.message).toContain(`names "${named}", and the policy "${server.origin}/id"`);
    expect(asked).not.toContain('/id/keys');
  });

  test('whose keys fit no accepted algorithm is an error', async () => {
    const { exitCode, report } = await checkOnline(await place({ algorithms: ['ES256'] }));
    expect(exitCode).toBe(1);
    expect(report.findings).toMatchObject([{ code: 'online-algorithms' }]);
    expect(report.online?.[0]?.keys).toMatchObject([{ algorithms: [], refused: 'algorithm_not_accepted' }]);
  });

  test('that publishes what signs its tokens is an error which shows nothing of it', async () => {
    const good = (await keyFixture('one', 'RS256')).jwk;
    const secret = 'c2VjcmV0LW1hdGVyaWFs';
    const keys = [good, { ...good, kid: 'bare', d: secret }, { kty: 'oct', kid: 'shared', k: secret }];
    answers['/id/keys'] = json({ keys: [...keys, { ...good, kid: 'enc', use: 'enc' }, 7] });
    const { exitCode, report, stdout } = await checkOnline(await place());
    expect(exitCode).toBe(1);
    expect(report.online?.[0]?.keys.map(({ kid, refused }) => [kid, refused])).toEqual([
      ['one', null],
      ['bare', 'private_key'],
      ['shared', 'symmetric_key'],
      ['enc', 'use_not_sig'],
      [null, 'not_an_object'],
    ]);
    expect(report.findings.map(({ level, code }) => `${level} ${code}`)).toEqual([
      'error online-key-refused',
      'error online-key-refused',
      'warning online-key-refused',
    ]);
    expect(stdout).not.toContain(secret);
  });

  test('whose clock differs by more than 30 s is a warning, an Age included', async () => {
    const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();
    const set = { keys: [(await keyFixture('one', 'RS256')).jwk] };
    answers[METADATA] = json({ issuer: `${server.origin}/id`, jwks_uri: `${server.origin}/id/keys` }, { date: at(90) });
    answers['/id/keys'] = json(set, { date: at(90) });
    const { exitCode, report } = await checkOnline(await place());
    expect(exitCode).toBe(1);
    expect(report.findings).toMatchObject([{ code: 'online-clock-skew', level: 'warning' }]);
    expect(report.findings[0]?.message).toMatch(/is (89|9[0-2]) s behind the issuer's/);
    answers['/id/keys'] = json(set, { date: at(-600), age: '600' });
    expect((await checkOnline(await place())).report.findings).toEqual([]);
  });

  test('with another media type is a note, not a finding', async () => {
    answers['/id/keys'] = json({ keys: [(await keyFixture('one', 'RS256')).jwk] }, { 'content-type': 'text/plain' });
    const { exitCode, report } = await checkOnline(await place());
    expect(exitCode).toBe(0);
    expect(report.notes).toEqual([expect.stringMatching(/keys at .* come as text\/plain/)]);
  });

  test.each<[string, RequestListener, string]>([
    [
      'a redirect, which is not followed',
      (_, response) => void response.writeHead(302, { location: '/id/other' }).end(),
      'redirect 302',
    ],
    ['a page', (_, response) => void response.end('<html>'), 'not_json'],
    ['more than 256 KiB', (_, response) => void response.end(' '.repeat(300_000)), 'too_large'],
    ['an empty set', json({ keys: [] }), 'no_usable_key'],
    ['nothing of that name', (_, response) => void response.writeHead(404).end(), 'http_status 404'],
  ])('with %s in place of keys is an error, exit 1', async (_, answer, why) => {
    answers['/id/keys'] = answer;
    const { exitCode, report } = await checkOnline(await place());
    expect(exitCode).toBe(1);
    expect(report.findings).toMatchObject([{ code: 'online-keys' }]);
    expect(report.findings[0]?.message).toContain(why);
    expect(asked).not.toContain('/id/other');
  });
});

describe('an issuer that cannot be reached', () => {
  test.each<[string, RequestListener, string]>([
    ['ends the connection', (request) => void request.socket.destroy(), 'network'],
    ['is in trouble', (_, response) => void response.writeHead(503).end(), 'http_status 503'],
  ])('because it %s exits 3', async (_, answer, why) => {
    answers['/id/keys'] = answer;
    const { exitCode, report } = await checkOnline(await place());
    expect(exitCode).toBe(3);
    expect(report.findings).toMatchObject([{ code: 'online-unreachable', level: 'error' }]);
    expect(report.findings[0]?.message).toContain(why);
  });

  test('exits 3 with the word of the runtime, and 1 where the policy has findings of its own', async () => {
    const file = await place();
    const other = await folder.place('risky.jsonc', {
      issuers: { staff: { issuer: `${server.origin}/id`, audience: 'https://api.acme.dev' } },
      routes: { 'GET /orders/:id': 'authenticated', 'GET /orders/*': 'public' },
    });
    await server.stop();
    const { exitCode, report } = await checkOnline(file);
    expect(exitCode).toBe(3);
    expect(report.findings[0]?.message).toContain('network ECONNREFUSED');
    expect((await checkOnline(other)).exitCode).toBe(1);
    server = await listenOnLoopback((_, response) => response.end());
  });

  test('is told after a second that it is waited for, and given up after the deadline', {
    timeout: 20_000,
  }, async () => {
    answers['/id/keys'] = () => {};
    const file = await place();
    const [people, machines] = await Promise.all([runSallyport(['check', file, '--online']), checkOnline(file)]);
    expect(people.stderr).toMatch(/^asking 1 issuer for metadata and keys \.\.\.\n/);
    expect(machines.stderr).toBe('');
    expect(machines.report.findings[0]?.message).toContain('deadline');
    expect([people.exitCode, machines.exitCode]).toEqual([3, 3]);
  });
});

describe('who is not asked', () => {
  test('an issuer whose address is a variable that is not set is a warning, and is asked where it is', async () => {
    const file = await place({ issuer: `$\{STAFF_ISSUER}` });
    const { exitCode, report } = await checkOnline(file);
    expect(exitCode).toBe(1);
    expect(report.findings).toMatchObject([{ code: 'online-not-asked', level: 'warning' }]);
    expect(asked).toEqual([]);
    expect((await checkOnline(file, { STAFF_ISSUER: `${server.origin}/id` })).exitCode).toBe(0);
  });

  test('keys in the policy, keys behind a binding, and anybody while the policy has errors', async () => {
    const jwks = { keys: [(await keyFixture('one', 'RS256')).jwk] };
    const inline = await checkOnline(await place({ jwks }));
    expect([inline.exitCode, inline.report.online?.[0]?.outcome]).toEqual([0, 'in_policy']);
    const bound = await checkOnline(await place({ keys: { binding: 'AUTH' } }));
    expect([bound.exitCode, bound.report.online?.[0]?.outcome]).toEqual([0, 'behind_binding']);
    const broken = await checkOnline(await place({ audence: 'x' }));
    expect([broken.exitCode, broken.report.online]).toEqual([1, []]);
    expect(broken.report.notes).toEqual(['the issuers were not asked: the policy has errors']);
    expect(asked).toEqual([]);
  });
});
