import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

let folder: Folder;
let policy: string;
beforeAll(async () => {
  folder = await createFolder();
  policy = await folder.place('sallyport.jsonc', {
    issuers: { staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' } },
    routes: {
      'GET /old': { scopes: ['read:old'], unsafeReportOnly: { why: 'being rolled out', until: '2026-12-31' } },
    },
  });
});
afterAll(() => folder.remove());

const decideAt = (at: string) =>
  runSallyport(['decide', '--policy', policy, '--at', at], { stdin: '{"method":"GET","url":"/old"}' });

test('decide takes the times that explain takes: seconds since 1970, or ISO 8601 with its zone', async () => {
  for (const at of ['1798675200', '2026-12-31T00:00:00Z', '2026-12-31T01:00+01:00']) {
    const { exitCode, stdout } = await decideAt(at);
    expect([exitCode, JSON.parse(stdout).effect], at).toEqual([0, 'allow']);
  }
  for (const at of ['1798848000', '2027-01-02T00:00:00Z']) {
    expect(JSON.parse((await decideAt(at)).stdout), at).toMatchObject({ effect: 'deny', reason: 'token_missing' });
  }
});

test.each(['yesterday', '2026-12-31', '-5', '1e9'])(
  'decide refuses the time %s with a form that it takes, exit 2',
  async (at) => {
    const { exitCode, stdout, stderr } = await decideAt(at);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      at.startsWith('-') ? /--at needs a value/ : /--at takes seconds since 1970, or a time such as/,
    );
  },
);
