import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocatedFinding } from '../../../packages/cli/src/source/finding.ts';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

interface Report {
  readonly ok: boolean;
  readonly findings: readonly LocatedFinding[];
  readonly notes: readonly string[];
}

const checkJson = async (file: string, ...more: string[]) => {
  const run = await runSallyport(['check', file, '--json', ...more]);
  return { ...run, report: JSON.parse(run.stdout) as Report };
};

describe('--gate lambda and IAM', () => {
  const NESTED = `{
  "issuers": { "acme": { "issuer": "https://id.acme.dev", "audience": "https://api.acme.dev" } },
  "routes": {
    "GET /orders/:id": { "scopes": ["read:orders"] },
    "GET /orders/:id/items": { "scopes": ["read:orders"] }
  }
}
`;

  test('routes that no document can express are errors at their place, with the choices; the Worker gate takes them', async () => {
    const file = await folder.place('nested.jsonc', NESTED);
    const { exitCode, report } = await checkJson(file, '--gate', 'lambda', '--warnings', 'allow');
    expect([exitCode, report.ok]).toEqual([1, false]);
    const [finding] = report.findings.filter(({ code }) => code === 'lambda-iam-reach');
    expect(finding).toMatchObject({ level: 'error', line: 4, column: 5, pointer: '/routes/GET ~1orders~1:id' });
    expect(finding?.suggestion).toContain('"unknownPaths": "never"');
    expect((await checkJson(file, '--gate', 'worker')).exitCode).toBe(0);
    const build = await runSallyport(['build', file, '--gate', 'lambda', '--out', folder.path, '--json']);
    expect(build.exitCode).toBe(1);
    expect(JSON.parse(build.stdout)).toMatchObject({ ok: false, written: [], policy: null });
  });

  test('a bound of the policy is judged for the worst principal, at its place and with the choices; build refuses too', async () => {
    const routes = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`GET /r${at}`, { scopes: [at < 5 ? 'few' : 'many'] }]),
    );
    const place = (name: string, maxDocumentBytes: number) =>
      folder.place(name, {
        issuers: { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
        ...{ routes, apiGateway: { maxDocumentBytes } },
      });
    const small = await place('small.jsonc', 4096);
    const { exitCode, report } = await checkJson(small, '--gate', 'lambda');
    expect([exitCode, report.ok]).toEqual([1, false]);
    expect(report.findings).toEqual([
      expect.objectContaining({
        ...{ level: 'error', code: 'lambda-document-size', pointer: '/apiGateway/maxDocumentBytes' },
        suggestion: expect.stringMatching(/^raise "maxDocumentBytes" to \d+ or more; or .*; or set "resultTtlSeconds"/),
      }),
    ]);
    const build = await runSallyport(['build', small, '--gate', 'lambda', '--out', folder.path, '--json']);
    expect([build.exitCode, JSON.parse(build.stdout).written]).toEqual([1, []]);
    expect((await checkJson(await place('large.jsonc', 65_536), '--gate', 'lambda')).report.findings).toEqual([]);
    const refused = (await checkJson(await place('tiny.jsonc', 1024))).report.findings;
    expect(refused).toMatchObject([{ pointer: '/apiGateway/maxDocumentBytes', suggestion: 'write 2048 or more' }]);
  });

  test('a search that met its bound is a note, not a finding', async () => {
    const routes = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [`GET /v1/r${index}`, { scopes: [`s${index}`] }]),
    );
    const file = await folder.place('wide.jsonc', {
      issuers: { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
      ...{ routes, apiGateway: { unknownPaths: 'never' } },
    });
    const { exitCode, report } = await checkJson(file, '--gate', 'lambda');
    expect([exitCode, report.findings]).toEqual([0, []]);
    expect(report.notes).toEqual([expect.stringContaining('were gone through')]);
    const told = await runSallyport(['check', file, '--gate', 'lambda']);
    expect(told.stderr).toContain('note: the policy tells more principals apart');
  });
});

describe.each(['quickstart', 'gateway', 'hono-api', 'api-gateway', 'api-gateway-cdk'])('the example %s', (name) => {
  test('passes --gate lambda with every principal that it tells apart', async () => {
    const file = fileURLToPath(new URL(`../../../examples/${name}/sallyport.jsonc`, import.meta.url));
    const { report } = await checkJson(file, '--gate', 'lambda');
    expect(
      report.findings.filter(({ code }) => code.startsWith('lambda-iam') || code === 'lambda-document-size'),
    ).toEqual([]);
    expect(report.notes).toEqual([]);
  });
});
