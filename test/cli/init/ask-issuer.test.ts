/** `sallyport init` asks the issuer that it is given, here one on loopback behind a public name. */

import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';
import { keyFixture } from '../../support/public-jwks.ts';
import { createFolder, type Folder, type Run, runSallyport } from '../commands/sallyport.ts';

const ISS = 'https://id.acme.dev';
let folder: Folder;
let server: LoopbackServer;
let answers: Record<string, RequestListener>;
let asked: string[];

const json =
  (value: unknown): RequestListener =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

beforeEach(async () => {
  folder = await createFolder();
  asked = [];
  server = await listenOnLoopback((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  answers = {
    '/.well-known/openid-configuration': json({ issuer: ISS, jwks_uri: `${ISS}/keys` }),
    '/keys': json({ keys: [(await keyFixture('one', 'RS256')).jwk] }),
  };
  // What ships refuses loopback issuers: the process believes that the public name leads to loopback.
  await folder.place(
    'route.mjs',
    `const real = fetch; globalThis.fetch = (url, init) => real(String(url).replace('${ISS}', '${server.origin}'), init);`,
  );
});
afterEach(async () => {
  await server.stop();
  await folder.remove();
});

const init = (...args: string[]): Promise<Run> =>
  runSallyport(['init', 'new', '--audience', 'https://api.acme.dev', ...args], {
    cwd: folder.path,
    env: { NODE_OPTIONS: `--import=${pathToFileURL(join(folder.path, 'route.mjs')).href}` },
  });
const readIssuer = async (): Promise<unknown> => {
  const policy = parse(await readFile(join(folder.path, 'new/sallyport.jsonc'), 'utf8'));
  return Object.values<{ readonly issuer: string }>(policy.issuers)[0]?.issuer;
};

describe('an issuer that answers', () => {
  test('is told with its keys and that it is the one that was meant', async () => {
    const { exitCode, stderr } = await init('--issuer', ISS);
    expect(stderr).toMatch(/asked {3}1 key \(RSA 2048\) for RS256.*, and its metadata names this issuer\n/);
    expect(stderr).not.toContain('warning');
    expect([exitCode, asked]).toEqual([0, ['/.well-known/openid-configuration', '/keys']]);
  });

  test('and names itself with a slash more is told before anything is written, with what to write', async () => {
    answers['/.well-known/openid-configuration'] = json({ issuer: `${ISS}/`, jwks_uri: `${ISS}/keys` });
    const { exitCode, stderr } = await init('--issuer', ISS);
    const warning = `names "${ISS}/", and the policy "${ISS}"`;
    expect(stderr).toContain(warning);
    expect(stderr).toContain(`as its metadata has it: --issuer ${ISS}/\n`);
    expect(stderr.indexOf(warning)).toBeLessThan(stderr.indexOf('wrote'));
    expect([exitCode, await readIssuer()]).toEqual([0, ISS]);
  });

  test('with keys for none of the accepted algorithms, or with none, is a warning', async () => {
    answers['/keys'] = json({ keys: [] });
    const none = JSON.parse((await init('--issuer', ISS, '--json')).stdout);
    expect(none).toMatchObject({ ok: true, findings: [{ code: 'online-keys' }], online: [{ outcome: 'unusable' }] });
  });
});

describe('an issuer that does not answer is a warning with the word of the runtime, and everything is written', () => {
  test('for one that is not there', async () => {
    await server.stop();
    const { exitCode, stdout, stderr } = await init('--issuer', ISS, '--json');
    const report = JSON.parse(stdout);
    expect([exitCode, stderr, report.ok, report.files.length > 3]).toEqual([0, '', true, true]);
    expect(report.findings).toMatchObject([{ code: 'online-unreachable' }]);
    expect(report.findings[0].message).toContain(
      `the issuer cannot be reached: network ECONNREFUSED at ${ISS}/.well-known/openid-configuration`,
    );
    expect(await readIssuer()).toBe(ISS);
    server = await listenOnLoopback((_, response) => response.end());
  });

  test('for one that drips, within 4 s for all of it', async () => {
    const slow: RequestListener = (_, response) => void setTimeout(() => response.writeHead(404).end(), 2_500).unref();
    answers = { '/.well-known/openid-configuration': slow, '/.well-known/oauth-authorization-server': slow };
    const startedAtMs = Date.now();
    const { exitCode, stderr } = await init('--issuer', ISS);
    // Two answers of 2.5 s would be 5 s; a process takes its time to start.
    expect(Date.now() - startedAtMs).toBeGreaterThan(3_500);
    expect(stderr).toContain('deadline');
    expect(stderr).toContain(`asking ${ISS} for its metadata and keys ...\n`);
    expect([exitCode, await readIssuer()]).toEqual([0, ISS]);
  });
});

describe('nobody is asked', () => {
  test('with --offline', async () => {
    const { exitCode, stdout } = await init('--issuer', ISS, '--offline', '--json');
    expect([exitCode, asked, JSON.parse(stdout)]).toEqual([
      0,
      [],
      expect.objectContaining({ online: null, findings: [] }),
    ]);
  });

  test('for an issuer that exists on this machine alone, or where something is there already', async () => {
    const run = await runSallyport(['init', 'own', '--yes', '--json'], { cwd: folder.path });
    expect(JSON.parse(run.stdout)).toMatchObject({ issuerKind: 'local', online: null });
    await folder.place('new/sallyport.jsonc', '{}');
    expect([(await init('--issuer', ISS)).exitCode, asked]).toEqual([2, []]);
  });
});
