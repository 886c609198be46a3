/** What `sallyport dev` prints to try where there is no tour, pasted into a shell in the same folder. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toDocumentation } from '../../../packages/cli/src/report/reason-reference.ts';
import { createFolder, ENVIRONMENT, type Folder, MAIN } from '../commands/sallyport.ts';

let folder: Folder;
let dev: ChildProcess;
const lines: string[] = [];
const env = { ...ENVIRONMENT, NO_COLOR: '1', PATH: '' };

beforeAll(async () => {
  folder = await createFolder();
  const program = `#!/bin/sh\nexec '${process.execPath}' --conditions=source '${MAIN}' "$@"\n`;
  await chmod(await folder.place('bin/sallyport', program), 0o755);
  env.PATH = `${join(folder.path, 'bin')}:${process.env.PATH}`;
  await folder.place('sallyport.jsonc', {
    issuers: { staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' } },
    routes: { 'GET /orders/:id': { scopes: ['read:orders'] }, 'GET /health': 'public' },
  });
  const ports = ['worker', 'issuer', 'api-gateway', 'playground'].flatMap((name) => [`--${name}-port`, '0']);
  dev = spawn('sallyport', ['dev', ...ports], { cwd: folder.path, env, stdio: ['ignore', 'ignore', 'pipe'] });
  if (dev.stderr === null) throw new Error('no stderr');
  const printed = createInterface({ input: dev.stderr });
  printed.on('line', (line) => lines.push(line));
  while (!lines.some((line) => line.includes('Ctrl-C'))) await once(printed, 'line');
});
afterAll(async () => {
  dev.kill('SIGINT');
  await once(dev, 'close');
  await folder.remove();
});

test('every line gets the status that stands beside it, and each denial says where to read on', async () => {
  const pasted = lines.flatMap((line) => {
    const [, command, status] = /^ {2}(curl .*?) {2}# (\d{3})$/.exec(line) ?? [];
    return command === undefined || status === undefined ? [] : [{ command, status }];
  });
  expect(pasted.map(({ status }) => status)).toEqual(['401', '200', '200', '403']);
  for (const { command, status } of pasted) {
    const { stdout } = await promisify(execFile)('bash', ['-c', `${command} -s`], { cwd: folder.path, env });
    expect([command, stdout.split('\r\n')[0]]).toEqual([command, expect.stringContaining(` ${status}`)]);
  }
  for (const reason of ['token_missing', 'scope_insufficient']) {
    expect(lines.join('\n')).toContain(`more: ${toDocumentation(reason, undefined, folder.path)}`);
  }
});
