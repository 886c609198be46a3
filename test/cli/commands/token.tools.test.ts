/** `sallyport token` against the local issuers of `sallyport dev`, in the folder where it runs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { request as send } from 'node:http';
import { join } from 'node:path';
import { compilePolicy, createAuthorizer, createWebPorts, type PolicyDocument, PRESETS } from '@sallyport/core';
import { createTestFetch, isTestPreset } from '@sallyport/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveIssuers } from '../../../packages/dev/src/issuers/server.ts';
import { createStandIns } from '../../../packages/dev/src/issuers/stand-ins.ts';
import type { LocalServer } from '../../../packages/dev/src/server/http.ts';
import { createFolder, ENVIRONMENT, type Folder, MAIN, type Run, runSallyport } from './sallyport.ts';

const POLICY: PolicyDocument = {
  issuers: {
    staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' },
    people: {
      ...{ preset: 'cognito', audience: 'client-1' },
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
    },
    machines: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' },
  },
  routes: {
    'GET /orders': { scopes: ['read:orders'], claims: { tier: 'gold' } },
    'GET /users/:user': { claims: { sub: { param: 'user' } } },
  },
};

let folder: Folder;
let empty: Folder;
let server: LocalServer;
let decide: (path: string, token: string) => Promise<string>;

beforeAll(async () => {
  [folder, empty] = [await createFolder(), await createFolder()];
  const { policy } = compilePolicy(POLICY, { env: {} });
  if (policy === null) throw new Error('the policy does not compile');
  const standIns = createStandIns(policy);
  server = await serveIssuers(0, standIns, () => Promise.reject(new Error('not asked')));
  const addresses = { worker: 'http://127.0.0.1:1', issuer: `http://127.0.0.1:${server.port}` };
  await folder.place('node_modules/.cache/sallyport/dev.json', addresses);
  const ports = createWebPorts({ fetch: createTestFetch(...standIns.map(({ testIssuer }) => testIssuer)) });
  const authorizer = createAuthorizer(POLICY, ports);
  decide = async (path, token) => {
    const headers = new Headers({ authorization: `Bearer ${token}` });
    const decision = await authorizer.authorize({ method: 'GET', url: `https://api.acme.dev${path}`, headers });
    return decision.effect === 'allow' ? 'allow' : decision.reason;
  };
});
afterAll(async () => {
  await server.close();
  await folder.remove();
  await empty.remove();
});

/** Standard output goes to a file, as a shell redirects it: the token is what is asked for, and for nobody else's eyes. */
async function run(...args: string[]): Promise<Run> {
  const path = join(empty.path, 'stdout');
  const out = await open(path, 'w');
  try {
    const child = spawn(process.execPath, ['--conditions=source', MAIN, 'token', ...args], {
      ...{ cwd: folder.path, env: { ...ENVIRONMENT }, stdio: ['ignore', out.fd, 'pipe'] },
    });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [exitCode] = await once(child, 'close');
    return { exitCode, stdout: await readFile(path, 'utf8'), stderr };
  } finally {
    await out.close();
  }
}
const mint = async (...args: string[]) => {
  const { exitCode, stdout, stderr } = await run('--json', ...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as { token: string; expiresAt: number; claims: Record<string, unknown> };
};

test('prints the token alone, and a gate decides by what was asked for', async () => {
  const { exitCode, stdout, stderr } = await run(
    '--issuer',
    'staff',
    '--scope',
    'a read:orders',
    '--claim',
    'tier=gold',
  );
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  expect(await decide('/orders', stdout.trim())).toBe('allow');
  expect(await decide('/users/ann', stdout.trim())).toBe('claim_unmet');
  const other = await mint('--issuer', 'machines', '--subject', 'ann', '--scope', 'read:orders');
  expect(await decide('/users/ann', other.token)).toBe('allow');
  expect(await decide('/orders', other.token)).toBe('claim_unmet');
});

test('every option reaches the token, where the provider keeps it', async () => {
  const { claims, expiresAt } = await mint(
    ...[
      '--issuer',
      'people',
      '--scope',
      'a',
      '--scope',
      'b c',
      '--group',
      'admin',
      '--subject',
      'ann',
      '--expires',
      '2h',
    ],
    ...['--claim', 'n=1', '--claim', 'list=["x"]', '--claim', 'text=a=b', '--claim', '/not/a/pointer=true'],
  );
  expect(claims).toMatchObject({ scope: 'a b c', 'cognito:groups': ['admin'], sub: 'ann', token_use: 'access' });
  expect(claims).toMatchObject({ n: 1, list: ['x'], text: 'a=b', '/not/a/pointer': true, exp: expiresAt });
  expect(expiresAt - Number(claims.iat)).toBe(7_200);
});

test.each([
  [['--expires=-1h'], 'token_expired'],
  [['--audience', 'https://other.acme.dev'], 'audience_mismatch'],
  [['--type', 'id'], 'audience_mismatch'],
])('%j is refused for it: %s', async (args, reason) => {
  expect(await decide('/users/user-1', (await mint('--issuer', 'machines', ...args)).token)).toBe(reason);
});

test('an ID token of Cognito says what it is', async () => {
  const { token, claims } = await mint('--as', 'cognito', '--type', 'id', '--scope', 'a');
  expect(claims).toMatchObject({ token_use: 'id', aud: 'test-client', 'cognito:username': 'user-1' });
  expect(claims).not.toHaveProperty('scope');
  expect(await decide('/users/user-1', token)).toBe('type_not_allowed');
});

test('a preset of ID tokens gives the same, and one of OAuth access tokens what its client gets to know', async () => {
  const own = await mint('--issuer', 'machines', '--as', 'cognito-id', '--type', 'id', '--audience', 'web');
  expect(own.claims).toMatchObject({ token_use: 'id', aud: 'web', 'cognito:username': 'user-1' });
  const asked = ['--issuer', 'machines', '--as', 'clerk-oauth', '--scope', 'email'];
  expect((await mint(...asked)).claims).toMatchObject({ client_id: 'test-client', scope: 'email' });
  const { claims } = await mint(...asked, '--type', 'id');
  expect(claims.aud).toBe('test-client');
  expect(claims).not.toHaveProperty('scope');
});

test('a token of a machine speaks for its client', async () => {
  expect((await mint('--issuer', 'staff', '--type', 'machine')).claims).toMatchObject({
    sub: 'test-client',
    cid: 'test-client',
  });
});

test('--as takes on the shape of every preset, signed by the named issuer', async () => {
  const facts = { scopes: ['a'], roles: ['r'] };
  const read = async (asked: object): Promise<Record<string, unknown>> => {
    const { text } = await order('/mint/machines', 'POST', 'localhost', JSON.stringify(asked));
    return JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString());
  };
  const own = Object.keys(await read(facts)).sort();
  for (const { name } of PRESETS) {
    expect(isTestPreset(name)).toBe(true);
    const claims = await read({ ...facts, preset: name });
    expect([name, claims.iss]).toEqual([name, 'https://tokens.acme.dev']);
    expect(Object.keys(claims).sort()).not.toEqual(own);
  }
  const { claims } = await mint('--issuer', 'machines', '--as', 'keycloak', '--role', 'r');
  expect(claims).toMatchObject({ realm_access: { roles: ['r'] }, azp: 'test-client' });
});

test('--as finds the one issuer of that preset', async () => {
  expect((await mint('--as', 'okta')).claims.iss).toBe('https://acme.okta.com/oauth2/default');
});

describe('refusals', () => {
  test('exit 3 with the command to start where no dev runs, and where one has gone', async () => {
    const { exitCode, stdout, stderr } = await runSallyport(['token'], { cwd: empty.path });
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/no sallyport dev runs in this folder.*start it with: sallyport dev\n$/);
    const gone = await serveIssuers(0, [], () => Promise.reject(new Error('not asked')));
    await gone.close();
    await empty.place('node_modules/.cache/sallyport/dev.json', { issuer: `http://127.0.0.1:${gone.port}` });
    const left = await runSallyport(['token'], { cwd: empty.path });
    expect(left).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('does not answer; start it with') });
  });

  test.each([
    [[], 'say which issuer: --issuer staff, or --issuer people, or --issuer machines'],
    [['--issuer', 'staf'], 'there is no local issuer staf: did you mean staff?'],
    [['--claim', 'x'], '--claim takes name=value'],
    [['--claim', 'x=1', '--claim', 'x=2'], '--claim x is given twice'],
    [['--expires', 'soon'], '--expires takes a time such as 90s, 10m'],
    [['--as', 'okat'], '--as takes okta or auth0'],
    [['--scop', 'a'], 'unknown option --scop, did you mean --scope?'],
    [['policy.jsonc'], 'a policy file goes with --client-credentials'],
    [['--client-id', 'x'], '--client-id goes with --client-credentials'],
    [['--client-credentials', '--role', 'x'], 'a real issuer decides that itself: leave out --role'],
    [['--client-credentials', '--client-id', 'x'], 'needs --client-id and --client-secret-env'],
    [['--client-credentials', '--client-id', 'x', '--client-secret-env', 'NONE'], 'the variable NONE is not set'],
  ])('%j exits 2 with one sentence', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(sentence)]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

/** Orders with a Host of one's own choosing, which fetch does not allow. */
const order = (path: string, method: string, host: string, body = ''): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const asked = send({ host: '127.0.0.1', port: server.port, path, method, headers: { host } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asked.on('error', reject).end(body);
  });

describe('the mint of the local issuer', () => {
  test('gives nothing to a page that reached it under a name of its own', async () => {
    for (const [method, body] of [
      ['GET', ''],
      ['POST', '{}'],
    ] as const) {
      expect((await order('/mint/staff', method, `127.0.0.1:${server.port}`, body)).status).toBe(200);
      for (const host of ['evil.test', '127.0.0.1.evil.test', '0.0.0.0']) {
        const { status, text } = await order('/mint/staff', method, host, body);
        expect([method, host, status]).toEqual([method, host, 403]);
        expect(text).not.toContain('eyJ');
      }
    }
  });

  test.each([
    ['', 'the body must be JSON'],
    ['[]', 'the body must be an object'],
    ['{"scope":["a"]}', '"scope" is no member of an order'],
    ['{"scopes":"a"}', 'are lists of strings'],
    ['{"subject":1}', 'are strings'],
    ['{"expiresInSeconds":1.5}', 'is an integer'],
    ['{"type":"refresh"}', 'type is one of access, id, machine'],
    ['{"preset":"constructor"}', 'there is no such preset'],
    ['{"claims":[]}', 'claims is an object'],
  ])('refuses %s: %s', async (body, sentence) => {
    const { status, text } = await order('/mint/staff', 'POST', 'localhost', body);
    expect([status, JSON.parse(text).error_description]).toEqual([400, expect.stringContaining(sentence)]);
  });
});
