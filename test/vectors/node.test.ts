import { describe, expect, test } from 'vitest';
import { readVectors } from '../cli/commands/vectors.ts';
import { runCases, toTally, type VectorData } from './cases.ts';
import { SUITES, toMissing, VECTOR_FILES } from './suite.ts';

const data: VectorData = Object.fromEntries(VECTOR_FILES.map((file) => [file, readVectors<unknown>(file)]));

describe('the vectors on Node', () => {
  for (const suite of SUITES) {
    test.skipIf(toMissing(suite, data).length > 0)(`${suite.name}: each has its expected outcome`, async () => {
      const result = await runCases(suite.name, suite.toCases(data));
      console.log(`Node, ${suite.name}: ${result.ran} ran (${toTally(result)})`);
      expect(result.failures).toEqual([]);
      expect(result.ran).toBeGreaterThanOrEqual(suite.known);
    });
  }
});

describe('a suite', () => {
  const toCase = (id: string, outcome: string, ...expected: readonly string[]) => ({
    id,
    expected,
    actual: async () => outcome,
  });

  test('fails a case whose outcome is another, or that expects nothing, and names it', async () => {
    const { ran, failures } = await runCases('x', [
      toCase('right', 'refused gate token_malformed', 'refused gate'),
      toCase('one of two', 'deny b', 'deny a', 'deny b'),
      toCase('wrong', 'verified', 'refused'),
      toCase('half a word', 'refused_not', 'refused'),
      toCase('without expectation', 'verified'),
    ]);
    expect(ran).toBe(5);
    expect(failures.map((line) => line.split(':')[0])).toEqual(['wrong', 'half a word', 'without expectation']);
  });

  test('fails a case that throws, and two that share an id', async () => {
    const throwing = { id: 'a', expected: ['verified'], actual: () => Promise.reject(new Error('no')) };
    const { ran, failures } = await runCases('x', [throwing, toCase('a', 'verified', 'verified')]);
    expect(ran).toBe(2);
    expect(failures).toHaveLength(2);
  });
});
