import { expect, test } from 'vitest';
import { loadOnDemand } from '../../../packages/cli/src/commands/on-demand.ts';

const fail = (message: string, code?: string) => (): Promise<never> =>
  Promise.reject(code === undefined ? new Error(message) : Object.assign(new Error(message), { code }));

test('gives the package that is there', async () => {
  expect(await loadOnDemand('dev', 'the-package', async () => ({ start: 1 }))).toEqual({ start: 1 });
});

test('says how to add the package that is not', async () => {
  const load = fail("Cannot find package 'the-package' imported from /x.js", 'ERR_MODULE_NOT_FOUND');
  await expect(loadOnDemand('dev', 'the-package', load)).rejects.toMatchObject({
    name: 'CommandError',
    exitCode: 2,
    message: expect.stringContaining('npm install --save-dev the-package'),
  });
});

test('does not take a defect inside the package for its absence', async () => {
  const other = fail("Cannot find package 'another' imported from /the-package/x.js", 'ERR_MODULE_NOT_FOUND');
  await expect(loadOnDemand('dev', 'the-package', other)).rejects.toThrow("'another'");
  await expect(loadOnDemand('dev', 'the-package', fail('broken'))).rejects.toThrow('broken');
});
