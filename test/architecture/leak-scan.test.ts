/** The scan for leaked secrets that every test file runs under: what it finds, what it leaves alone, and that it bites. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLeakCapture } from '../support/leak-capture.ts';
import { findPrivateMembers } from '../support/leak-crypto.ts';
import { createNeedles } from '../support/leak-needles.ts';
import { ROOT } from './tree.ts';

// Not a token's own form: this file is scanned as well, and these texts stay in it.
const SECRET = 'q8Zr1vXw-Kd0NfTb_yLm3PsGhJc5UeAo7iQtRk2VnWx9BzEg';

describe('a secret', () => {
  test('is found by its beginning, and by any 47 characters of it', () => {
    const needles = createNeedles();
    needles.add('a signature', SECRET);
    expect([...needles.find(`x ${SECRET.slice(0, 24)} y`)]).toEqual(['a signature']);
    for (const from of [0, 1]) expect([...needles.find(SECRET.slice(from, from + 47))]).toEqual(['a signature']);
    expect([...needles.find(SECRET.slice(1, 24))]).toEqual([]);
  });

  test('that is short or mere filler is not looked for', () => {
    const needles = createNeedles();
    needles.add('a secret', SECRET.slice(0, 23));
    needles.add('a secret', 'ab'.repeat(40));
    expect(needles.count()).toBe(0);
  });

  test('is a compact token whoever made it', () => {
    const token = ['eyJhbGciOiJFUzI1NiJ9', 'eyJzdWIiOiJhbm4ifQ'].join('.');
    expect([...createNeedles().find(`Bearer ${token}`)]).toEqual(['a token']);
  });

  test('is any private member of a key or a set', () => {
    expect(
      findPrivateMembers({ keys: [{ kty: 'EC', x: 'x' }, { kty: 'EC', d: 'D' }, null, { kty: 'oct', k: 'K' }] }),
    ).toEqual([
      ['d', 'D'],
      ['k', 'K'],
    ]);
  });
});

describe('the capture', () => {
  test('finds what was said before the secret was known', () => {
    const capture = createLeakCapture();
    capture.take('the console', { deep: [{ er: SECRET }] });
    capture.tell('a secret', SECRET);
    expect(capture.leaks()).toEqual([{ sink: 'the console', kind: 'a secret' }]);
    expect(JSON.stringify(capture.leaks())).not.toContain(SECRET.slice(0, 24));
  });

  test('leaves the errors of tests alone', () => {
    const capture = createLeakCapture();
    capture.tell('a secret', SECRET);
    capture.takeError(new Error(SECRET));
    expect(capture.leaks()).toEqual([]);
  });

  test('forgets nothing when much comes together', () => {
    const capture = createLeakCapture();
    capture.tell('a secret', SECRET);
    capture.take('the console', SECRET);
    for (let megabytes = 0; megabytes < 6; megabytes += 1)
      capture.take('the console', `${megabytes}`.repeat(1_000_000));
    expect(capture.leaks()).toHaveLength(1);
  });
});

const SETTING = `
import { spawn } from 'node:child_process';
import { createAuthorizer, createWebPorts, toLogRecord } from '@sallyport/core';
import { test } from 'vitest';
import { fail } from './packages/fail.ts';
const toText = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
const input = toText({ alg: 'ES256' }) + '.' + toText({ iss: 'https://tokens.acme.dev', sub: crypto.randomUUID() });
const bytes = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey, Buffer.from(input));
const signature = Buffer.from(bytes).toString('base64url');
const fetchPort = async () => Response.json({ keys: [{ ...await crypto.subtle.exportKey('jwk', keys.publicKey), kid: 'a' }] });
const make = (jwksUri, ports) => createAuthorizer({
  issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev', jwksUri } },
  routes: { 'GET /secure': 'authenticated' },
}, createWebPorts({ fetch: fetchPort, ...ports }));
const ask = (authorizer) => {
  const token = [toText({ alg: 'ES256', kid: 'a' }), ...input.split('.').slice(1), signature].join('.');
  const headers = new Headers({ authorization: 'Bearer ' + token });
  return authorizer.authorize({ method: 'GET', url: 'https://api.acme.dev/secure', headers });
};
`;

/** What leaks, by the words that the failure must hold. */
const LEAKS: Readonly<Record<string, string>> = {
  'a signature in the console': 'console.log({ nested: [signature] });',
  'a signature in standard error': "process.stderr.write(Buffer.from('> ' + signature));",
  'a payload in the console': "console.warn(input.split('.')[1]);",
  'a private key in the console': "console.info((await crypto.subtle.exportKey('jwk', keys.privateKey)).d);",
  'a signature in a child process': `const options = { env: { TEXT: signature } };
const child = spawn(process.execPath, ['-p', 'process.env.TEXT'], options);
await new Promise((end) => child.on('close', end));`,
  'a signature in an error': 'try { fail(signature); } catch {}',
  'a signature in a log record': `const decision = await ask(make('https://tokens.acme.dev/jwks', {}));
await toLogRecord({ ...decision, route: signature }, { allow: 'full', deny: 'full', subjects: 'plain' });`,
  'a signature in a stored key set': `const keyTier = { get: async () => null, put: async () => {} };
await ask(make('https://tokens.acme.dev/' + signature, { keyTiers: [keyTier] }));`,
};

const FILES: Readonly<Record<string, string>> = {
  clean: "console.log('fine'); try { throw new Error(signature); } catch {}",
  leaky: Object.values(LEAKS)
    .map((code) => `{ ${code} }`)
    .join('\n'),
};

describe('a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-leaks-'));
  let messages: ReadonlyMap<string, string>;
  let report = '';

  beforeAll(async () => {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'packages'));
    writeFileSync(join(folder, 'packages/fail.ts'), 'export const fail = (text) => { throw new TypeError(text); };');
    for (const [name, body] of Object.entries(FILES)) {
      writeFileSync(join(folder, `${name}.test.ts`), `${SETTING}test('${name}', async () => { ${body} });`);
    }
    const setup = JSON.stringify(join(ROOT, 'test/support/leak-scan.ts'));
    const conditions = "resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } }";
    writeFileSync(
      join(folder, 'vitest.config.mjs'),
      `export default { ${conditions}, test: { include: ['*.test.ts'], setupFiles: [${setup}], maxWorkers: 2 } };`,
    );
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const options = ['run', '--silent', '--reporter=json', '--outputFile=report.json'];
    await once(spawn(process.execPath, [vitest, ...options], { cwd: folder, stdio: 'ignore' }), 'close');
    report = readFileSync(join(folder, 'report.json'), 'utf8');
    const { testResults } = JSON.parse(report) as { testResults: { name: string; status: string; message: string }[] };
    messages = new Map(
      testResults.map(({ name, status, message }) => [basename(name, '.test.ts'), `${status} ${message}`]),
    );
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('of a file that leaks nowhere passes, whatever its own errors say', () => {
    expect(messages.get('clean')).toBe('passed ');
  });

  test.each(Object.keys(LEAKS))('of a file with %s fails and names it', (leak) => {
    expect(messages.get('leaky')).toContain('failed ');
    expect(messages.get('leaky')).toContain('leaky.test.ts: ');
    expect(messages.get('leaky')).toContain(leak);
  });

  test('never repeats what leaked', () => {
    expect(report).not.toMatch(/[\w-]{60,}/);
  });
});
