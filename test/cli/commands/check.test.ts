import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

const GOOD = `{
  // the one issuer
  "issuers": { "acme": { "issuer": "https://id.acme.dev", "audience": "https://api.acme.dev" } },
  "routes": {
    "GET /health": "public",
    "GET /feed": "optional",
    "GET /orders/:id": { "scopes": ["read:orders"] },
  },
}
`;

const variable = (name: string) => `$\{${name}}`;

const BAD = `{
  "issuers": {
    "acme": { "issuer": "https://id.acme.dev", "audence": "https://api.acme.dev" }
  },
  "routes": {
    "GET /orders": { "scope": ["read:orders"] },
    "GET /health": "pubic",
    "GET /orders": { "scopes": ["read:orders"] }
  }
}
`;

interface Report {
  readonly ok: boolean;
  readonly file: string;
  readonly findings: readonly {
    readonly level: string;
    readonly code: string;
    readonly file: string;
    readonly line: number | null;
    readonly column: number | null;
    readonly pointer: string;
    readonly message: string;
    readonly suggestion: string | null;
  }[];
  readonly notes: readonly string[];
  readonly unsafe: readonly unknown[];
  readonly public: readonly string[];
  readonly optional: readonly string[];
  readonly variables: readonly { readonly name: string; readonly state: string }[];
  readonly policy: string | null;
}

const checkJson = async (file: string, ...more: string[]) => {
  const run = await runSallyport(['check', file, '--json', ...more]);
  return { ...run, report: JSON.parse(run.stdout) as Report };
};

describe('a policy without findings', () => {
  test('exits 0, lists the open routes for people and writes nothing for machines', async () => {
    const { exitCode, stdout, stderr } = await runSallyport(['check', await folder.place('good.jsonc', GOOD)]);
    expect(stderr).toMatch(/public routes \(anyone\):\n {2}GET \/health\n/);
    expect(stderr).toMatch(/optional routes .*:\n {2}GET \/feed\n/);
    expect(stderr.trimEnd()).toMatch(/good\.jsonc: no findings$/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(0);
  });

  test('is one JSON object with the hash of what decides', async () => {
    const { exitCode, stderr, report } = await checkJson(await folder.place('good.jsonc', GOOD));
    expect(report).toMatchObject({
      ok: true,
      findings: [],
      unsafe: [],
      public: ['GET /health'],
      optional: ['GET /feed'],
    });
    expect(report.policy).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const restyled = GOOD.replace('// the one issuer', '"$schema": "./schema.json",');
    const other = await checkJson(await folder.place('restyled.jsonc', restyled));
    expect(other.report.policy).toBe(report.policy);
  });

  test('is found without being named', async () => {
    const home = await createFolder();
    await home.place('sallyport.jsonc', GOOD);
    expect((await runSallyport(['check'], { cwd: home.path })).exitCode).toBe(0);
    await home.remove();
  });
});

describe('findings', () => {
  test('are all told, each with its place and a suggestion; a key written twice hides none', async () => {
    const file = await folder.place('bad.jsonc', BAD);
    const { exitCode, report } = await checkJson(file);
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ ok: false, file, policy: null });
    const places = report.findings.map(({ line, column, pointer }) => `${line}:${column} ${pointer}`);
    expect(places).toContain('3:48 /issuers/acme/audence');
    expect(places).toContain('7:20 /routes/GET ~1health');
    expect(places).toContain('8:5 /routes/GET ~1orders');
    const misspelt = report.findings.find(({ pointer }) => pointer === '/issuers/acme/audence');
    expect(misspelt?.suggestion).toContain('"audience"');
    const twice = report.findings.find(({ code }) => code === 'duplicate-key');
    expect(twice?.message).toContain('first at 6:5');
    for (const finding of report.findings) expect(finding.file).toBe(file);
  });

  test('are one line each for people, on standard error', async () => {
    const file = await folder.place('bad.jsonc', BAD);
    const { exitCode, stdout, stderr } = await runSallyport(['check', file]);
    expect(stderr).toContain(`${file}:3:48  error  issuers.acme.audence  unknown key "audence"`);
    expect(stderr).toContain(`${file}:7:20  error  routes["GET /health"]  `);
    expect(stderr).not.toContain('\u001b');
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
  });

  test('syntax errors are findings too', async () => {
    const { exitCode, report } = await checkJson(await folder.place('broken.jsonc', '{\n  "issuers": {\n'));
    expect(exitCode).toBe(1);
    expect(report.findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['syntax']));
  });

  test('colours come with FORCE_COLOR and go with NO_COLOR', async () => {
    const file = await folder.place('bad.jsonc', BAD);
    const coloured = await runSallyport(['check', file], { env: { FORCE_COLOR: '1' } });
    expect(coloured.stderr).toContain('\u001b[31merror');
    const plain = await runSallyport(['check', file], { env: { NO_COLOR: '1' } });
    expect(plain.stderr).not.toContain('\u001b');
  });
});

describe('warnings', () => {
  const RISKY = GOOD.replace('"GET /health": "public"', '"GET /orders/*": "public"');

  test('exit 1, and 0 where they are allowed', async () => {
    const file = await folder.place('risky.jsonc', RISKY);
    const strict = await checkJson(file);
    expect(strict.report.findings.map(({ level }) => level)).toContain('warning');
    expect(strict.report.findings.map(({ level }) => level)).not.toContain('error');
    expect(strict.exitCode).toBe(1);
    const allowed = await checkJson(file, '--warnings', 'allow');
    expect(allowed.report.findings).toEqual(strict.report.findings);
    expect(allowed.report.ok).toBe(true);
    expect(allowed.exitCode).toBe(0);
  });

  test('allowing them allows no error', async () => {
    const file = await folder.place('bad.jsonc', BAD);
    expect((await checkJson(file, '--warnings', 'allow')).exitCode).toBe(1);
  });
});

describe('the inventory', () => {
  test('lists unsafe settings with their reasons, and variables that are assumed', async () => {
    const policy = {
      issuers: {
        acme: {
          issuer: variable('ACME_ISSUER'),
          jwksUri: variable('ACME_JWKS'),
          unsafeNoAudience: 'legacy tokens have none',
          algorithms: ['RS256'],
        },
      },
      routes: { 'GET /orders': 'authenticated' },
    };
    const file = await folder.place('unsafe.jsonc', policy);
    const run = await runSallyport(['check', file, '--json'], { env: { ACME_ISSUER: 'https://id.acme.dev' } });
    const report = JSON.parse(run.stdout) as Report;
    expect(report.findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(report.unsafe).toEqual([
      { pointer: '/issuers/acme/unsafeNoAudience', setting: 'unsafeNoAudience', why: 'legacy tokens have none' },
    ]);
    expect(report.variables).toEqual([
      { name: 'ACME_ISSUER', state: 'set' },
      { name: 'ACME_JWKS', state: 'assumed' },
    ]);
    const people = await runSallyport(['check', file]);
    expect(people.stderr).toContain('issuers.acme.unsafeNoAudience: legacy tokens have none');
    expect(people.stderr).toContain('ACME_JWKS (not set here, assumed)');
  });
});

describe('a file that cannot be read', () => {
  test('exits 2 with one sentence', async () => {
    const missing = `${folder.path}/none.jsonc`;
    const { exitCode, stdout, stderr } = await runSallyport(['check', missing]);
    expect(stderr).toBe(`sallyport: there is no file ${missing}\n`);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
    expect((await runSallyport(['check', folder.path])).stderr).toContain('is a folder');
  });

  test('is a finding for machines', async () => {
    const { exitCode, report } = await checkJson(`${folder.path}/none.jsonc`);
    expect(report).toMatchObject({ ok: false, policy: null, findings: [{ code: 'file-unreadable', line: null }] });
    expect(exitCode).toBe(2);
  });
});

test('--gate lambda adds what that gate cannot do, at its place', async () => {
  const policy = GOOD.replace('"GET /health"', '"GET api.acme.dev/health"');
  const file = await folder.place('hosts.jsonc', policy);
  expect((await checkJson(file)).exitCode).toBe(0);
  const { exitCode, report } = await checkJson(file, '--gate', 'lambda');
  expect(exitCode).toBe(1);
  expect(report.findings).toContainEqual(
    expect.objectContaining({ line: 5, pointer: '/routes/GET api.acme.dev~1health' }),
  );
});

test('--gate lambda tells what that gate would refuse to start on', async () => {
  const section = '"apiGateway": { "context": { "principalId": "subject" } },';
  const file = await folder.place(
    'context.jsonc',
    GOOD.replace('"routes"', `${section}\n  "routes"`).replace('"optional"', '"deny"'),
  );
  expect((await checkJson(file)).exitCode).toBe(0);
  const { exitCode, report } = await checkJson(file, '--gate', 'lambda');
  expect(exitCode).toBe(1);
  expect(report.findings).toMatchObject([{ pointer: '/apiGateway/context/principalId', line: 4, column: 32 }]);
});
