import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleSuite, type SuiteBundle } from './bundle.ts';
import { runCase } from './case.ts';
import { findDifferences, findFaults, KNOWN_CASES, toSummary } from './compare.ts';
import { NODE_22, type RuntimeRun, runInWorkerd, runOnNode } from './runtimes.ts';

const ENTRIES = /^packages\/core\/src\//;
const OWN = /^test\/portable\/(?:entry|suite|case|policies|tokens|fixed-tokens|cases\/[a-z-]+)\.ts$/;

// A run takes two seconds; a machine that does much else at once may need many times that.
const TIMEOUT_MS = 90_000;

let bundle: SuiteBundle;
let folder: string;
let node24: RuntimeRun;

beforeAll(async () => {
  bundle = await bundleSuite('source');
  folder = await mkdtemp(join(tmpdir(), 'sallyport-portable-'));
  await writeFile(join(folder, 'suite.mjs'), bundle.code);
  node24 = await runOnNode(process.execPath, join(folder, 'suite.mjs'));
}, TIMEOUT_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the portable suite', () => {
  test('is one module that imports nothing, made of the core and of cases alone', () => {
    expect(bundle.imports).toEqual([]);
    expect(bundle.inputs.filter((path) => !ENTRIES.test(path) && !OWN.test(path))).toEqual([]);
    expect(bundle.inputs.filter((path) => ENTRIES.test(path)).length).toBeGreaterThan(80);
  });

  test('passes on the Node of the project, and holds every case that it is known to hold', () => {
    console.log(toSummary(node24));
    expect(findFaults(node24)).toEqual([]);
    expect(node24.results).toHaveLength(KNOWN_CASES);
    expect(node24.userAgent).toBe('Node.js/24');
  });

  test.each([
    ['Node 22', 'Node.js/22', true, (file: string) => runOnNode(NODE_22, file)],
    [
      'workerd with nodejs_compat',
      'Cloudflare-Workers',
      true,
      (file: string) => runInWorkerd('with nodejs_compat', file),
    ],
    [
      'workerd without nodejs_compat',
      'Cloudflare-Workers',
      false,
      (file: string) => runInWorkerd('without nodejs_compat', file),
    ],
  ])(
    'passes on %s, with the outcomes of the Node of the project to the byte',
    async (_name, userAgent, hasProcess, start) => {
      const run = await start(join(folder, 'suite.mjs'));
      console.log(toSummary(run));
      expect({ userAgent: run.userAgent, hasProcess: run.hasProcess }).toEqual({ userAgent, hasProcess });
      expect(findFaults(run)).toEqual([]);
      expect(findDifferences(run, node24)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('the judgement of a run', () => {
  const good = { name: 'a', outcome: 'passed', message: '"allow"' } as const;
  const toRun = (...results: RuntimeRun['results']): RuntimeRun => ({
    runtime: 'here',
    userAgent: 'x',
    hasProcess: false,
    results,
  });

  test('finds lost cases, shared names and failures', () => {
    const failed = { ...good, outcome: 'failed' } as const;
    expect(findFaults(toRun(good, failed))).toEqual([
      `here: 2 cases of ${KNOWN_CASES}`,
      'here: two cases share a name',
      'here: a: "allow"',
    ]);
  });

  test('finds a message that differs though both passed, and a case that only one has', () => {
    expect(findDifferences(toRun(good), toRun({ ...good, message: '"deny"' }))).toHaveLength(1);
    expect(findDifferences(toRun(good), toRun(good, good))).toHaveLength(1);
    expect(findDifferences(toRun(good), toRun(good))).toEqual([]);
  });

  test('is of a case that fails for what it observes, and for what it throws', async () => {
    const observe = async (): Promise<string> => 'allow';
    expect(await runCase({ name: 'a', expected: 'allow', observe })).toMatchObject({ outcome: 'passed' });
    expect(await runCase({ name: 'a', expected: 'deny', observe })).toMatchObject({
      outcome: 'failed',
      message: '"allow", expected "deny"',
    });
    const thrown = await runCase({ name: 'a', expected: 1, observe: () => Promise.reject(new TypeError('no')) });
    expect(thrown).toMatchObject({ outcome: 'failed', message: 'threw TypeError: no, expected 1' });
  });
});
