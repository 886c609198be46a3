/** Questions on a stream that stands for the terminal. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openQuestions } from '../../../packages/cli/src/init/ask.ts';

function open() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  return { input, output, questions: openQuestions(input, output) };
}

test('answers that are pasted at once each answer their own question', async () => {
  const { input, output, questions } = open();
  const first = questions.ask('Issuer');
  input.write('https://id.acme.dev\n orders \n');
  expect([await first, await questions.ask('Audience')]).toEqual(['https://id.acme.dev', 'orders']);
  const third = questions.ask('More');
  input.write('later\n');
  expect(await third).toBe('later');
  expect(String(output.read())).toMatch(/Issuer.*: .*Audience.*: .*orders.*\n.*More.*: /s);
  questions.close();
});

test('lines that came before the end of input are read to the last, and then nobody answers', async () => {
  const { input, questions } = open();
  input.end('one\ntwo');
  expect(await questions.ask('First')).toBe('one');
  expect([await questions.ask('Second'), await questions.ask('Third')]).toEqual(['two', null]);
});

test('an empty line, and an end of input while a question waits, are no answer', async () => {
  const { input, questions } = open();
  input.write('\n');
  expect(await questions.ask('First')).toBeNull();
  const second = questions.ask('Second');
  input.end();
  expect(await second).toBeNull();
});

test('what was pasted below a refused answer does not answer the same question again', async () => {
  const { input, questions } = open();
  const first = questions.ask('Issuer');
  input.write('http://id.acme.dev\nhttps://api.acme.dev\n');
  expect(await first).toBe('http://id.acme.dev');
  questions.tell('  refused');
  const again = questions.ask('Issuer');
  input.write('https://id.acme.dev\n');
  expect(await again).toBe('https://id.acme.dev');
  questions.close();
});
