import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseGates, LEFT_OUT } from '../../../packages/cli/src/dev/worker-alone.ts';
import { CommandError } from '../../../packages/cli/src/exit.ts';
import type { LocatedFinding } from '../../../packages/cli/src/source/finding.ts';

const REFUSAL: LocatedFinding = {
  ...{ file: 'sallyport.jsonc', line: 5, column: 7, level: 'error', code: 'lambda-report-only' },
  ...{ pointer: '/routes/GET ~1x/unsafeReportOnly', message: 'a Lambda authorizer enforces every route' },
  suggestion: null,
};
const NONE = { route: undefined, 'api-gateway-port': undefined };
const written: string[] = [];

beforeEach(() => {
  written.splice(0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

test('both gates run where nothing is refused, and nothing is said', () => {
  expect(chooseGates([], { ...NONE, 'api-gateway-port': '0' })).toBe('both');
  expect(written).toEqual([]);
});

test('the Worker gate runs alone where the Lambda gate refuses, each refusal told as a warning in its place', () => {
  expect(chooseGates([REFUSAL, { ...REFUSAL, line: 9 }], NONE)).toBe('workerAlone');
  expect(written.map((line) => stripVTControlCharacters(line))).toEqual([
    'sallyport.jsonc:5:7  warning  routes["GET /x"].unsafeReportOnly  a Lambda authorizer enforces every route\n',
    'sallyport.jsonc:9:7  warning  routes["GET /x"].unsafeReportOnly  a Lambda authorizer enforces every route\n',
  ]);
});

test.each(['route', 'api-gateway-port'] as const)('--%s is a usage error then, after the refusals', (name) => {
  const choose = (): unknown => chooseGates([REFUSAL], { ...NONE, [name]: '1' });
  expect(choose).toThrow(new CommandError(2, `--${name} is for API Gateway, which is left out: ${LEFT_OUT}`));
  expect(written.length).toBe(1);
});
