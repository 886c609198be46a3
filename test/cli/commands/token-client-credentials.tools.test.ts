/** `sallyport token --client-credentials` against an issuer on loopback. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

const SECRET = 's:e c+r%t';
interface Seen {
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}
type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown };

let folder: Folder;
let server: LoopbackServer;
let metadata: (origin: string) => Record<string, unknown>;
let answer: (seen: Seen) => Answer;
let seen: Seen[];
let paths: string[];

beforeEach(async () => {
  folder = await createFolder();
  [seen, paths] = [[], []];
  metadata = (origin) => ({ issuer: origin, token_endpoint: `${origin}/token` });
  answer = () => ({ body: { access_token: 'opaque-1', token_type: 'Bearer', expires_in: 600 } });
  server = await listenOnLoopback((request, response) => void respond(request, response));
  await folder.place('sallyport.jsonc', {
    issuers: { machines: { issuer: server.origin, audience: 'https://api.acme.dev' } },
    routes: { 'GET /orders': 'authenticated' },
  });
});
afterEach(async () => {
  await server.stop();
  await folder.remove();
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  paths.push(request.url ?? '');
  if (request.url === '/.well-known/openid-configuration') {
    response.end(JSON.stringify(metadata(server.origin)));
    return;
  }
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const one = { authorization: request.headers.authorization, form: Object.fromEntries(new URLSearchParams(text)) };
  seen.push(one);
  const { status = 200, headers = {}, body } = answer(one);
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
}

const run = (...args: string[]) =>
  runSallyport(
    ['token', '--client-credentials', '--client-id', 'orders job', '--client-secret-env', 'JOB_SECRET', ...args],
    {
      cwd: folder.path,
      env: { JOB_SECRET: SECRET },
    },
  );

test('asks the endpoint that the metadata names, by basic authentication, and prints the token alone', async () => {
  const { exitCode, stdout, stderr } = await run('--scope', 'read:orders write:orders', '--audience', 'https://x.dev');
  expect([exitCode, stdout, stderr]).toEqual([0, 'opaque-1\n', '']);
  const [{ authorization = '', form }] = seen as [Seen];
  const [id, secret] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':');
  const decode = (text = ''): string => decodeURIComponent(text.replaceAll('+', ' '));
  expect([decode(id), decode(secret)]).toEqual(['orders job', SECRET]);
  expect(form).toEqual({
    ...{ grant_type: 'client_credentials', scope: 'read:orders write:orders', audience: 'https://x.dev' },
  });
});

test('sends the secret in the form to an issuer that takes it no other way', async () => {
  metadata = (origin) => ({
    ...{ issuer: origin, token_endpoint: `${origin}/token` },
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  });
  expect((await run()).exitCode).toBe(0);
  expect(seen).toEqual([
    {
      authorization: undefined,
      form: { grant_type: 'client_credentials', client_id: 'orders job', client_secret: SECRET },
    },
  ]);
});

test('--json tells when it expires, by the token itself before what the issuer says', async () => {
  const before = Math.floor(Date.now() / 1000);
  const opaque = JSON.parse((await run('--json')).stdout);
  expect(opaque).toEqual({ token: 'opaque-1', expiresAt: expect.any(Number), claims: null });
  expect(opaque.expiresAt).toBeGreaterThanOrEqual(before + 600);
  const payload = Buffer.from(JSON.stringify({ sub: 'job', exp: 4_000_000_000 })).toString('base64url');
  answer = () => ({ body: { access_token: `h.${payload}.s`, expires_in: 60 } });
  expect(JSON.parse((await run('--json')).stdout)).toMatchObject({ expiresAt: 4_000_000_000, claims: { sub: 'job' } });
});

describe('a secret goes nowhere', () => {
  test.each([
    ['whose metadata is of another issuer', { issuer: 'https://evil.test' }, 'that of another issuer'],
    ['whose endpoint is plain http elsewhere', { token_endpoint: 'http://evil.test/token' }, 'no https address'],
    ['whose endpoint carries a password', { token_endpoint: 'https://u:p@evil.test/token' }, 'no https address'],
    ['without an endpoint', { token_endpoint: undefined }, 'names no token endpoint'],
    ['that takes no secret', { token_endpoint_auth_methods_supported: ['private_key_jwt'] }, 'takes no client secret'],
  ])('of an issuer %s', async (_, changes, sentence) => {
    metadata = (origin) => ({ issuer: origin, token_endpoint: `${origin}/token`, ...changes });
    const { exitCode, stdout, stderr } = await run();
    expect([exitCode, stdout, stderr]).toEqual([3, '', expect.stringContaining(sentence)]);
    expect(seen).toEqual([]);
  });

  test('by a redirect, and not into a message', async () => {
    const elsewhere = createServer((_, response) => response.end('{}'));
    let visits = 0;
    elsewhere.on('request', () => {
      visits += 1;
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    try {
      const address = elsewhere.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      for (const status of [301, 302, 307, 308]) {
        answer = () => ({ status, headers: { location: `http://127.0.0.1:${port}/` }, body: '' });
        const { exitCode, stderr } = await run();
        expect([exitCode, stderr]).toEqual([3, expect.stringContaining('redirects elsewhere, which is not followed')]);
      }
      expect(visits).toBe(0);
    } finally {
      elsewhere.close();
    }
    answer = ({ form }) => ({
      status: 401,
      body: { error: 'invalid_client', error_description: `no ${SECRET} ${form.scope}` },
    });
    const { exitCode, stderr } = await run('--scope', 'a');
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringContaining('invalid_client (no [secret] a); look at --client-id'),
    ]);
    expect(stderr).not.toContain(SECRET);
  });
});

test.each([
  [{ status: 400, body: { error: 'invalid_scope' } }, 'invalid_scope; name scopes that this client may ask for'],
  [{ status: 500, body: '<html>' }, 'answered 500 without a token'],
  [{ status: 200, body: { access_token: 1 } }, 'answered 200 without a token'],
  [{ status: 200, body: 'x'.repeat(300_000) }, 'more than 262144 bytes'],
])('an answer without a token exits 3 with one sentence: %j', async (given, sentence) => {
  answer = () => given;
  const { exitCode, stdout, stderr } = await run();
  expect([exitCode, stdout, stderr]).toEqual([3, '', expect.stringContaining(sentence)]);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('an issuer that is not there exits 3; a policy with errors, or an unknown issuer, exits 2', async () => {
  expect(await run('--issuer', 'machine')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('did you mean machines?'),
  });
  const bad = await folder.place('bad.jsonc', { issuers: {}, routes: { 'GET /': 'publik' } });
  expect(await run(bad)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('nobody was asked') });
  await server.stop();
  expect(await run()).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/of http\S+ cannot be reached/) });
  expect(seen).toEqual([]);
});
