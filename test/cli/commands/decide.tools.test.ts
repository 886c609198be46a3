import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PolicyDocument } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { tokenAuthorizer } from '@sallyport/lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder, ENVIRONMENT, type Folder, MAIN, type Run, type RunOptions, runSallyport } from './sallyport.ts';

const NOW = 1_900_000_000;
const clock = () => NOW * 1000;
const staff = createTestIssuer({ issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev', clock });

const POLICY: PolicyDocument = {
  issuers: {
    staff: {
      issuer: 'https://id.acme.dev',
      audience: 'https://api.acme.dev',
      claimMappings: { roles: 'roles' },
    },
  },
  routes: {
    'GET /health': 'public',
    'GET /feed': 'optional',
    'GET /orders/:id': { scopes: ['read:orders'] },
    '/users/:user/*': { anyOf: [{ claims: { sub: { param: 'user' } } }, { roles: ['admin'] }] },
    '/admin/*': { roles: ['admin'] },
  },
};

let folder: Folder;
let policy: string;
let jwks: string;
beforeAll(async () => {
  folder = await createFolder();
  policy = await folder.place('policy.jsonc', POLICY);
  jwks = await folder.place('jwks.json', await staff.jwks());
});
afterAll(() => folder.remove());

const decide = (lines: readonly unknown[], options: RunOptions = {}, ...more: string[]): Promise<Run> => {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return runSallyport(['decide', '--policy', policy, '--jwks', jwks, '--at', String(NOW), ...more], {
    stdin: `${text}\n`,
    ...options,
  });
};
const parse = (run: Run): Record<string, unknown>[] =>
  run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const bearer = async (claims: Readonly<Record<string, unknown>>): Promise<object> => ({
  Authorization: `Bearer ${await staff.mint({ scope: '', ...claims })}`,
});

describe('the answer', () => {
  test('has these members in this order, for an allow and for a deny', async () => {
    const headers = await bearer({ sub: 'u1', client_id: 'c1', scope: 'read:orders x', roles: ['dev'] });
    const { exitCode, stdout, stderr } = await decide([
      { method: 'GET', url: 'https://api.acme.dev/orders/7?verbose=1', headers },
      { method: 'GET', url: '/orders/7' },
      { method: 'GET', url: '/orders/7', headers: await bearer({ sub: 'u2', client_id: 'c1' }) },
      { method: 'GET', url: '/health' },
      { method: 'GET', url: '/nowhere' },
    ]);
    const [allowed, missing, lacking, open, unmatched] = stdout.trimEnd().split('\n');
    expect(allowed).toBe(
      '{"effect":"allow","status":200,"reason":null,"route":"GET /orders/:id",' +
        '"principal":{"issuer":"staff","subject":"u1","clientId":"c1","scopes":["read:orders","x"],"roles":["dev"]},' +
        '"challenge":null}',
    );
    expect(missing).toMatch(
      /^\{"effect":"deny","status":401,"reason":"token_missing","route":"GET \/orders\/:id","principal":null,"challenge":"Bearer/,
    );
    expect(JSON.parse(lacking ?? '')).toMatchObject({
      ...{ effect: 'deny', status: 403, reason: 'scope_insufficient', principal: { subject: 'u2' } },
      challenge: expect.stringContaining('scope="read:orders"'),
    });
    expect(open).toBe(
      '{"effect":"allow","status":200,"reason":null,"route":"GET /health","principal":null,"challenge":null}',
    );
    expect(JSON.parse(unmatched ?? '')).toMatchObject({ reason: 'route_unmatched', status: 403, route: null });
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  test('goes by the time given', async () => {
    const line = { method: 'GET', url: '/feed', headers: await bearer({ exp: NOW + 100 }) };
    const run = (at: number) =>
      runSallyport(['decide', '--policy', policy, '--jwks', jwks, '--at', String(at)], { stdin: JSON.stringify(line) });
    expect(parse(await run(NOW + 129.9))[0]).toMatchObject({ effect: 'allow' });
    expect(parse(await run(NOW + 130))[0]).toMatchObject({ reason: 'token_expired' });
  });

  test('denies what HTTP headers can carry twice or must not carry at all', async () => {
    const token = await staff.mint({});
    const answers = parse(
      await decide([
        { method: 'GET', url: '/feed', headers: { authorization: [`Bearer ${token}`, `Bearer ${token}`] } },
        {
          method: 'GET',
          url: '/feed',
          headers: { authorization: `Bearer ${token}`, AUTHORIZATION: `Bearer ${token}` },
        },
        { method: 'GET', url: '/feed', headers: { authorization: `Bearer ${token}\n` } },
        { method: 'GET', url: '/feed', headers: { authorization: `Bearer ${token}\u0000` } },
        { method: 'GET', url: '/feed', headers: { authorization: `Bearer ${token}\u200b` } },
        { method: 'GET', url: '/feed', headers: { authorization: ` Bearer ${token}\t` } },
      ]),
    );
    expect(answers.map(({ reason }) => reason)).toEqual([
      'credential_ambiguous',
      'credential_ambiguous',
      'credential_malformed',
      'credential_malformed',
      'credential_malformed',
      null,
    ]);
  });

  test('reads the target as it is sent: dot segments and other spellings do not pass', async () => {
    const targets = [
      '/health/../admin/x',
      '/admin%2fx',
      '//admin/x',
      '/ADMIN/x',
      'https://api.acme.dev/admin/%2e%2e/health',
    ];
    const answers = parse(await decide(targets.map((url) => ({ method: 'GET', url }))));
    expect(answers.map(({ reason }) => reason)).toEqual(
      targets.map((url) => (url === '/ADMIN/x' ? 'route_unmatched' : 'path_ambiguous')),
    );
  });
});

describe('a supposed token', () => {
  test('is decided as the gates would and answered with verified: false', async () => {
    const answers = parse(
      await decide([
        { method: 'GET', url: '/orders/1', token: { issuer: 'staff', scopes: ['read:orders'] } },
        { method: 'GET', url: '/users/u1/x', token: { issuer: 'staff', claims: { sub: 'u1' } } },
        { method: 'GET', url: '/users/u1/x', token: { issuer: 'staff', claims: { sub: 'u2' } } },
        { method: 'GET', url: '/admin/x', token: { issuer: 'staff', roles: ['admin'] } },
        { method: 'GET', url: '/admin/x', token: null },
        { method: 'GET', url: '/admin/x', token: { issuer: 'nobody' } },
        { method: 'GET', url: '/feed', headers: await bearer({ sub: 'u1' }) },
      ]),
    );
    expect(answers.map(({ effect, reason, verified }) => [effect, reason, verified])).toEqual([
      ['allow', null, false],
      ['allow', null, false],
      ['deny', 'claim_unmet', false],
      ['allow', null, false],
      ['deny', 'token_missing', false],
      ['deny', 'issuer_unknown', false],
      ['allow', null, undefined],
    ]);
  });
});

describe('with --iam', () => {
  const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
  interface IamAnswer {
    readonly effect: string;
    readonly reason: string | null;
    readonly iam: { readonly Statement: readonly { readonly Effect: string; readonly Resource?: string[] }[] } | null;
    readonly exact: boolean | null;
  }
  const iam = async (lines: readonly unknown[]) => {
    const run = await decide(lines, {}, '--iam', BASE);
    return { run, answers: parse(run) as unknown as IamAnswer[] };
  };

  test("adds the Lambda gate's document and whether it is exact, after the other members", async () => {
    const headers = await bearer({ sub: 'u1', scope: 'read:orders' });
    const { run, answers } = await iam([{ method: 'GET', url: '/orders/7', headers }]);
    expect(Object.keys(answers[0] ?? {})).toEqual([
      'effect',
      'status',
      'reason',
      'route',
      'principal',
      'challenge',
      'iam',
      'exact',
    ]);
    const allowed = answers[0]?.iam?.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(
      ({ Resource }) => Resource,
    );
    expect(allowed).toContain(`${BASE}/GET/orders/?*`);
    expect(allowed).toContain(`${BASE}/GET/users/u1/*`);
    expect(typeof answers[0]?.exact).toBe('boolean');
    expect(run.exitCode).toBe(0);
  });

  test('is a function of the token alone: the route asked for does not change it, denied routes included', async () => {
    const headers = await bearer({ sub: 'u1', scope: 'read:orders' });
    const urls = ['/orders/7', '/health', '/nowhere', '/admin/x', '/a//b'];
    const { answers } = await iam(urls.map((url) => ({ method: 'GET', url, headers })));
    expect(answers.map(({ effect }) => effect)).toEqual(['allow', 'allow', 'deny', 'deny', 'deny']);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.iam))).size).toBe(1);
    expect(answers[0]?.iam).not.toBeNull();
  });

  test('is null where that gate throws: no token, a bad one, or one it does not see', async () => {
    const token = await staff.mint({ exp: NOW - 3600, iat: NOW - 7200 });
    const { answers } = await iam([
      { method: 'GET', url: '/health' },
      { method: 'GET', url: '/health', headers: { authorization: `Bearer ${token}` } },
      { method: 'GET', url: '/feed' },
    ]);
    expect(answers.map(({ effect, iam: document, exact }) => [effect, document, exact])).toEqual([
      ['allow', null, null],
      ['allow', null, null],
      ['allow', null, null],
    ]);
  });

  test('reads look-alikes as that gate does, so that decision and document can be compared', async () => {
    const table = {
      ...POLICY,
      routes: { '/files/*': { scopes: ['read:orders'] }, '/files/private': { roles: ['admin'] } },
    };
    const file = await folder.place('look-alikes.jsonc', table);
    const headers = await bearer({ sub: 'u1', scope: 'read:orders' });
    const stdin = JSON.stringify({ method: 'GET', url: '/files/PRIVATE', headers });
    const args = ['decide', '--policy', file, '--jwks', jwks, '--at', String(NOW)];
    const [edge] = parse(await runSallyport(args, { stdin })) as unknown as IamAnswer[];
    expect([edge?.effect, edge?.reason]).toEqual(['deny', 'path_ambiguous']);
    const [answer] = parse(await runSallyport([...args, '--iam', BASE], { stdin })) as unknown as IamAnswer[];
    expect([answer?.effect, answer?.reason]).toEqual(['allow', null]);
    expect(answer?.iam?.Statement[0]).toMatchObject({ Effect: 'Allow' });
  });

  test('gives the very document that the authorizer itself returns', async () => {
    const handler = tokenAuthorizer(POLICY, { ports: { clock, fetch: staff.fetchPort }, log: () => {} });
    const principals = [
      await bearer({ sub: 'u1', scope: 'read:orders' }),
      await bearer({ sub: 'auth0|u/2', roles: ['admin'] }),
      await bearer({ exp: NOW - 60 }),
    ];
    const requests = principals.flatMap((headers) =>
      ['/orders/1', '/users/u1/x', '/admin/%61', '/a//b', '/'].map((url) => ({ method: 'GET', url, headers })),
    );
    const { answers } = await iam(requests);
    const own = await Promise.all(
      requests.map(({ url, headers }) => {
        const [authorizationToken] = Object.values(headers);
        const event = { type: 'TOKEN', methodArn: `${BASE}/GET${url}`, authorizationToken };
        return handler(event, {}).then(
          ({ policyDocument }) => policyDocument,
          () => null,
        );
      }),
    );
    expect(answers.map(({ iam: document }) => document)).toEqual(own);
    expect(own.filter((document) => document === null)).toHaveLength(5);
  });

  test('answers for a supposed token, and says that it was not verified', async () => {
    const { answers } = await iam([
      { method: 'GET', url: '/orders/1', token: { issuer: 'staff', scopes: ['read:orders'] } },
    ]);
    expect(Object.keys(answers[0] ?? {}).slice(-3)).toEqual(['iam', 'exact', 'verified']);
    expect(answers[0]?.iam?.Statement[0]).toMatchObject({ Effect: 'Allow' });
  });
});

describe('lines that cannot be read', () => {
  test('give an error in their place, exit 2, and are not quoted', async () => {
    const secret = `Bearer ${await staff.mint({})}`;
    const run = await decide([
      { method: 'GET', url: '/health' },
      `{"method":"GET","url":"/feed","headers":{"authorization":"${secret}"`,
      { method: 'GET', url: '/feed', header: { authorization: secret } },
      '',
      { method: 'GET', url: '/health' },
    ]);
    expect(parse(run)).toEqual([
      expect.objectContaining({ effect: 'allow' }),
      { error: 'line 2: not JSON' },
      { error: 'line 3: unknown member, did you mean "headers"?' },
      { error: 'line 4: empty line' },
      expect.objectContaining({ effect: 'allow' }),
    ]);
    expect(run.stdout + run.stderr).not.toContain(secret);
    expect(run.exitCode).toBe(2);
  });

  test('may be longer than is read, and the next is still decided', async () => {
    const long = `{"method":"GET","url":"/${'a'.repeat(1024 * 1024)}"}`;
    const answers = parse(await decide([long, { method: 'GET', url: '/health' }]));
    expect(answers).toEqual([
      { error: 'line 1: longer than 1048576 bytes' },
      expect.objectContaining({ effect: 'allow', route: 'GET /health' }),
    ]);
  });

  test('no line at all is fine', async () => {
    const run = await runSallyport(['decide', '--policy', policy], { stdin: '' });
    expect(run).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });
});

describe('arguments', () => {
  test('a policy with errors decides nothing and tells every finding', async () => {
    const bad = await folder.place('bad.jsonc', '{"issuers": {}, "routes": {"GET /a": "pubic", "GET /b/": 1}}');
    const run = await runSallyport(['decide', '--policy', bad], { stdin: '{"method":"GET","url":"/a"}\n' });
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('routes["GET /a"]');
    expect(run.stderr).toContain('nothing was decided');
    expect(run.exitCode).toBe(2);
  });

  test('a policy whose variables are not set decides nothing', async () => {
    const issuers = { staff: { ...POLICY.issuers.staff, issuer: `$\{STAFF_ISSUER}` } };
    const file = await folder.place('variable.jsonc', { ...POLICY, issuers });
    const args = ['decide', '--policy', file, '--jwks', jwks, '--at', String(NOW)];
    const stdin = JSON.stringify({ method: 'GET', url: '/feed', headers: await bearer({}) });
    const unset = await runSallyport(args, { stdin });
    expect([unset.exitCode, unset.stdout]).toEqual([2, '']);
    expect(unset.stderr).toContain('STAFF_ISSUER');
    const set = await runSallyport(args, { stdin, env: { STAFF_ISSUER: staff.issuer } });
    expect(parse(set)[0]).toMatchObject({ effect: 'allow' });
  });

  test.each([
    ['--at', 'tomorrow', '--at takes seconds'],
    ['--at', '1e9', '--at takes seconds'],
    ['--iam', 'arn:aws:s3:::bucket', '--iam takes'],
    ['--iam', 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/*', '--iam takes'],
    ['--jwks', '/nowhere/jwks.json', 'there is no file'],
  ])('%s %s is a usage error', async (option, value, sentence) => {
    const run = await runSallyport(['decide', '--policy', policy, option, value]);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(sentence);
  });

  test.each([
    ['{"keys": {}}', 'is not a JWK Set'],
    ['{"kty": "EC"}', 'put it into a set'],
    ['[]', 'is not a JWK Set'],
    ['{', 'is not JSON'],
  ])('a key file holding %s is a usage error', async (content, sentence) => {
    const file = await folder.place('bad-jwks.json', content);
    const run = await runSallyport(['decide', '--policy', policy, '--jwks', file]);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(sentence);
  });

  test('keys of the file that cannot be used are told and the rest serve', async () => {
    const set = { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'x' }, ...(await staff.jwks()).keys] };
    const file = await folder.place('mixed-jwks.json', set);
    const stdin = JSON.stringify({ method: 'GET', url: '/feed', headers: await bearer({}) });
    const run = await runSallyport(['decide', '--policy', policy, '--jwks', file, '--at', String(NOW)], { stdin });
    expect(parse(run)[0]).toMatchObject({ effect: 'allow' });
    expect(run.stderr).toMatch(/^key refused: /);
    expect(run.stderr).not.toContain('c2VjcmV0');
    expect(run.exitCode).toBe(0);
  });
});

describe('without a key file', () => {
  test('keys come from the issuer over HTTP, once for many lines', async () => {
    let keyRequests = 0;
    const server = createServer((request, response) => {
      if (request.url?.includes('jwks')) keyRequests += 1;
      const headers = { 'content-type': 'application/json' };
      void local
        .fetchPort(`${local.issuer}${request.url}`, {
          ...{ method: 'GET', redirect: 'manual', headers: {}, signal: AbortSignal.timeout(5000) },
        })
        .then(async (answer) => response.writeHead(answer.status, headers).end(await answer.text()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const local = createTestIssuer({ issuer, audience: 'https://api.acme.dev' });
    const file = await folder.place('local.jsonc', {
      issuers: { local: { issuer, audience: 'https://api.acme.dev' } },
      routes: { 'GET /me': 'authenticated' },
    });
    const line = JSON.stringify({
      method: 'GET',
      url: '/me',
      headers: { authorization: `Bearer ${await local.mint()}` },
    });
    const run = await runSallyport(['decide', '--policy', file], { stdin: `${line}\n`.repeat(50) });
    server.close();
    expect(parse(run).map(({ effect }) => effect)).toEqual(Array.from({ length: 50 }, () => 'allow'));
    expect(keyRequests).toBe(1);
    expect(run.exitCode).toBe(0);
  });

  test('an issuer that cannot be reached is a fault, never a wrong 401', async () => {
    const file = await folder.place('gone.jsonc', {
      issuers: { gone: { issuer: 'http://127.0.0.1:9', audience: 'https://api.acme.dev' } },
      routes: { 'GET /me': 'authenticated' },
    });
    const token = await createTestIssuer({ issuer: 'http://127.0.0.1:9', audience: 'https://api.acme.dev' }).mint();
    const stdin = JSON.stringify({ method: 'GET', url: '/me', headers: { authorization: `Bearer ${token}` } });
    const run = await runSallyport(['decide', '--policy', file], { stdin });
    expect(parse(run)[0]).toMatchObject({
      effect: 'deny',
      status: 503,
      reason: expect.stringMatching(/_unavailable$/),
    });
    expect(run.exitCode).toBe(0);
  });
});

describe('a long stream', () => {
  const COUNT = 20_000;

  test('is answered line by line in order, in bounded memory, at the pace of its reader', async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, index) => staff.mint({ sub: `u${index}` })));
    const args = ['decide', '--policy', policy, '--jwks', jwks, '--at', String(NOW)];
    const child = spawn(process.execPath, ['--conditions=source', MAIN, ...args], { env: ENVIRONMENT });
    const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
    let peakKb = 0;
    const memory = setInterval(async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    }, 50);

    const feed = async (): Promise<void> => {
      for (let index = 0; index < COUNT; index += 1) {
        const headers = { authorization: `Bearer ${tokens[index % tokens.length]}`, 'x-padding': 'p'.repeat(2000) };
        const more = child.stdin.write(
          `${JSON.stringify({ method: 'GET', url: `/users/u${index % 50}/x`, headers })}\n`,
        );
        if (!more) await new Promise((resolve) => child.stdin.once('drain', resolve));
      }
      child.stdin.end();
    };
    let rest = '';
    let count = 0;
    const read = async (): Promise<void> => {
      for await (const chunk of child.stdout) {
        const lines = `${rest}${chunk}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const { principal } = JSON.parse(line) as { principal: { subject: string } };
          if (principal.subject !== `u${count % 50}`) throw new Error(`line ${count} is out of order: ${line}`);
          count += 1;
        }
        // A slow reader: the child must wait for it instead of holding its answers.
        if (count % 1000 < 20) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    await Promise.all([feed(), read()]);
    clearInterval(memory);
    expect([count, await exited]).toEqual([COUNT, 0]);
    // The input alone is 50 MB; what the child holds is Node itself and a few lines.
    if (peakKb > 0) expect(peakKb / 1024).toBeLessThan(200);
  }, 120_000);

  test('ends quietly when its reader leaves', async () => {
    const args = ['decide', '--policy', policy, '--jwks', jwks];
    const child = spawn(process.execPath, ['--conditions=source', MAIN, ...args], { env: ENVIRONMENT });
    const stderr: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()));
    child.stdin.on('error', () => {});
    child.stdout.once('data', () => child.stdout.destroy());
    const line = '{"method":"GET","url":"/health"}\n';
    const feeder = setInterval(() => child.stdin.write(line.repeat(100)), 5);
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearInterval(feeder);
    expect(stderr.join('')).toBe('');
    expect(exitCode).toBe(2);
  });
});
