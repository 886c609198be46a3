import { expect, test } from 'vitest';
import { findArgumentProblem } from '../../packages/cli/src/arguments.ts';

const definitions: Parameters<typeof findArgumentProblem>[1] = {
  policy: { type: 'string', required: true },
  gate: { type: 'enum', options: ['worker', 'lambda'] },
  json: { type: 'boolean' },
  file: { type: 'positional', required: false },
};
const find = (...words: string[]) => findArgumentProblem(words, definitions);

test('accepts what the command defines, in any order', () => {
  expect(find('--policy', 'a', 'file', '--json', '--gate=lambda')).toBeNull();
});

test.each([
  [['--polcy', 'a'], 'unknown option --polcy, did you mean --policy?'],
  [['--policy', 'a', '--verbose-everything'], 'unknown option --verbose-everything'],
  [['--policy', 'a', '--no-json'], 'unknown option --no-json'],
  [['--policy', 'a', '-x'], 'unknown option -x'],
  [['--policy'], '--policy needs a value'],
  [['--policy', '--json'], '--policy needs a value'],
  [['--policy='], '--policy needs a value'],
  [['--policy', 'a', '--policy', 'b'], '--policy is given twice'],
  [['--policy', 'a', '--json=false'], '--json takes no value'],
  [['--policy', 'a', 'one', 'two'], 'too many words: only one file is read'],
  [['--policy', 'a', '--gate', 'edge'], '--gate takes worker or lambda'],
  [['--policy', 'a', '--gate', 'lamda'], '--gate takes worker or lambda, did you mean lambda?'],
  [['--json'], '--policy is missing'],
])('%j: %s', (words, problem) => {
  expect(find(...words)).toBe(problem);
});

test('words after -- are no options', () => {
  expect(find('--policy', 'a', '--', '--file')).toBeNull();
});
