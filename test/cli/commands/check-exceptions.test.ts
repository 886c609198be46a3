import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

const nextMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const toPolicy = (until: string): string =>
  JSON.stringify({
    issuers: { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
    routes: {
      '/files/*': {
        scopes: ['read'],
        unsafeReportOnly: { why: 'clients move over', until },
        unsafePath: { encodedSlash: 'object keys', doubleSlash: 'sync tools' },
        unsafeSharedCache: 'the same for every caller',
      },
    },
  });

async function check(until: string, ...more: string[]) {
  const file = await folder.place(`until-${until}.jsonc`, toPolicy(until));
  const run = await runSallyport(['check', file, '--json', ...more]);
  const report: { findings: { code: string }[]; unsafe: object[] } = JSON.parse(run.stdout);
  return { exitCode: run.exitCode, codes: report.findings.map(({ code }) => code), unsafe: report.unsafe };
}

test('lists what a route leaves open among the unsafe settings, each with its reasons', async () => {
  const { exitCode, codes, unsafe } = await check(nextMonth);
  expect([exitCode, codes]).toEqual([0, []]);
  const at = '/routes/~1files~1*';
  expect(unsafe).toEqual([
    { pointer: `${at}/unsafeReportOnly`, setting: 'unsafeReportOnly', why: 'clients move over', until: nextMonth },
    {
      pointer: `${at}/unsafePath`,
      setting: 'unsafePath',
      why: 'encodedSlash: object keys; doubleSlash: sync tools',
    },
    { pointer: `${at}/unsafeSharedCache`, setting: 'unsafeSharedCache', why: 'the same for every caller' },
  ]);
});

test('tells of reports that have ended, and of those that go on for too long', async () => {
  expect(await check('2020-01-31')).toMatchObject({ exitCode: 1, codes: ['report-only-ended'] });
  expect(await check('2999-01-31')).toMatchObject({ exitCode: 1, codes: ['report-only-long'] });
});

test('--gate lambda refuses unsafeReportOnly and unsafePath, once each; --gate worker neither', async () => {
  const { exitCode, codes } = await check(nextMonth, '--gate', 'lambda');
  expect(exitCode).toBe(1);
  expect(codes.filter((code) => /^lambda-(report-only|unsafe-path)$/.test(code)).sort()).toEqual([
    'lambda-report-only',
    'lambda-unsafe-path',
  ]);
  expect(await check(nextMonth, '--gate', 'worker')).toMatchObject({ exitCode: 0, codes: [] });
});
