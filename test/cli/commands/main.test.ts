import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runSallyport } from './sallyport.ts';

test('prints its version', async () => {
  const manifest = await readFile(new URL('../../../packages/cli/package.json', import.meta.url), 'utf8');
  const { exitCode, stdout } = await runSallyport(['--version']);
  expect(stdout).toBe(`${(JSON.parse(manifest) as { version: string }).version}\n`);
  expect(exitCode).toBe(0);
});

test('prints its usage on standard output when asked, without colours where nobody sees them', async () => {
  const { exitCode, stdout, stderr } = await runSallyport(['--help']);
  expect(exitCode).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).not.toContain('\u001b');
  for (const command of ['check', 'decide', 'build']) expect(stdout).toMatch(new RegExp(`^\\s+${command}  `, 'm'));
});

test("prints a command's usage instead of running it", async () => {
  const { exitCode, stdout } = await runSallyport(['decide', '--policy', 'none.jsonc', '--help']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('--jwks');
});

test("help with a command's name is that command's usage, without spaces that a narrow terminal would wrap", async () => {
  for (const name of ['check', 'keys pull']) {
    const asked = await runSallyport(['help', ...name.split(' ')]);
    expect(asked).toEqual(await runSallyport([...name.split(' '), '--help']));
    expect(asked.stdout).toContain(`(sallyport ${name})`);
    expect(asked.stdout).not.toMatch(/ $/m);
  }
});

test('help never lets a long choice push every description out of the terminal', async () => {
  const { stdout } = await runSallyport(['token', '--help']);
  expect(stdout).toContain('--as=<preset>    In this provider');
  for (const name of ['okta', 'entra-v1', 'fusionauth']) expect(stdout).toContain(name);
  for (const line of stdout.split('\n')) expect(line.search(/\S/)).toBeLessThan(40);
});

test('help tells what a port is by a word', async () => {
  const { stdout } = await runSallyport(['dev', '--help']);
  expect(stdout.match(/-port=<port> /g)).toHaveLength(4);
});

test('nothing to do is a usage error', async () => {
  expect((await runSallyport([])).exitCode).toBe(2);
});

test.each([
  [['chekc'], 'unknown command chekc, did you mean check?'],
  [['deploy'], 'unknown command deploy, see sallyport --help'],
  [['--json'], 'unknown option --json, see sallyport --help'],
  [['--verson'], 'unknown option --verson, did you mean --version?'],
  [['version'], 'unknown command version, did you mean --version?'],
  [['help', 'chek'], 'unknown command chek, did you mean check?'],
  [['token', '--as', 'oktaa'], 'did you mean okta?'],
  [['dev', '--json'], '--json goes with --once'],
  [['check'], 'there is no file sallyport.jsonc; name the policy file, or write one with sallyport init'],
  [['check', '--gat', 'lambda'], 'unknown option --gat, did you mean --gate?'],
  [['check', '--gate', 'edge'], '--gate takes worker or lambda'],
  [['check', 'a.jsonc', 'b.jsonc'], 'too many words'],
  [['decide'], '--policy is missing'],
  [['decide', '--policy'], '--policy needs a value'],
])('%j is a usage error with one sentence', async (args, sentence) => {
  const { exitCode, stdout, stderr } = await runSallyport(args);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(sentence);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('a word cannot rewrite the line it is reported on', async () => {
  const { stderr } = await runSallyport(['\u001b[2Jevil\r\n']);
  expect(stderr).toContain('\\u001b[2Jevil\\u000d\\u000a');
});
