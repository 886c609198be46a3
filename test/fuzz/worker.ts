/**
 * One process of the fuzzer: runs its range of cases and tells the process that started it what it counted.
 */
import { createInlineDecider, createRemoteDecider } from './deciders.ts';
import { type Range, runRange, type Summary } from './run.ts';

const range: Range = JSON.parse(process.argv[2] ?? '{}');

const tell = (kind: 'progress' | 'end', summary: Summary): void => {
  process.send?.({ kind, summary });
};

tell(
  'end',
  await runRange(range, [createInlineDecider(), createRemoteDecider()], (summary) => tell('progress', summary)),
);
process.disconnect?.();
