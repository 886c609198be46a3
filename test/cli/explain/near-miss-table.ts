import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, createBench } from './bench.ts';

/** `phase: reason, code of the likeliest cause`, the request, its token, and what is said. */
export type Row = readonly [
  name: string,
  request: string,
  token: () => Promise<string | null> | string | null,
  says: RegExp,
];

/** One test a row. */
export function testNearMisses(rows: readonly Row[]): void {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench();
  });
  afterAll(() => bench.folder.remove());

  describe('a denial is explained by its reason and its near miss', () => {
    test.each(rows)('%s', async (name, request, token, says) => {
      const text = await token();
      const report = await bench.explain(request, text);
      const failed = report.phases.filter((one) => one.status === 'failed');
      const [first] = report.causes;
      expect(failed.map((one) => `${one.phase}: ${one.reason}, ${first?.code}`)).toEqual([name]);
      expect([report.exitCode, report.effect, report.reason]).toEqual([1, 'deny', failed[0]?.reason]);
      expect(`${first?.cause} ${first?.fix} ${report.hint} ${report.presetHint}`).toMatch(says);
      expect(report.fix).toBe(first?.fix);
      const { edge } = report.gates ?? {};
      expect(edge?.body).toMatchObject({ status: edge?.status, decisionId: report.decisionId });
      // No part of a token is ever told.
      for (const part of (text ?? '').split(/[.\s"]/).filter((word) => word.length > 24)) {
        expect(JSON.stringify(report)).not.toContain(part);
      }
    });
  });
}
