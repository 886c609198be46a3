import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readVectors } from '../cli/commands/vectors.ts';
import { startWorkerd, type Workerd } from '../support/workerd.ts';
import { type SuiteResult, toTally, type VectorData } from './cases.ts';
import { runVectors, SUITES, toMissing, VECTOR_FILES } from './suite.ts';

const WORKER = `
import { runVectors } from './test/vectors/suite.ts';
export default {
  fetch: async (request) => Response.json(await runVectors(await request.json())),
};
`;

const data: VectorData = Object.fromEntries(VECTOR_FILES.map((file) => [file, readVectors<unknown>(file)]));

describe('the vectors in workerd', () => {
  let workerd: Workerd;
  let results: readonly SuiteResult[];
  let onNode: readonly SuiteResult[];
  beforeAll(async () => {
    workerd = await startWorkerd({ worker: { source: WORKER } });
    const response = await fetch(workerd.origin, { method: 'POST', body: JSON.stringify(data) });
    if (response.status !== 200) throw new Error(`status ${response.status}:\n${workerd.output()}`);
    // The Worker above answers with what `runVectors` returns.
    results = (await response.json()) as readonly SuiteResult[];
    onNode = await runVectors(data);
  });
  afterAll(() => workerd?.stop());

  for (const suite of SUITES) {
    const isMissing = toMissing(suite, data).length > 0;
    const find = (all: readonly SuiteResult[]): SuiteResult | undefined => all.find(({ name }) => name === suite.name);

    test.skipIf(isMissing)(`${suite.name}: each has its expected outcome`, () => {
      const result = find(results);
      console.log(`workerd, ${suite.name}: ${result?.ran} ran (${result && toTally(result)})`);
      expect(result?.failures).toEqual([]);
      expect(result?.ran).toBeGreaterThanOrEqual(suite.known);
    });

    test.skipIf(isMissing)(`${suite.name}: each has the outcome of Node, to the reason`, () => {
      expect(find(results)?.outcomes).toEqual(find(onNode)?.outcomes);
    });
  }
});
