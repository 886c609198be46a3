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
