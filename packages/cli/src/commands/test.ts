/**
 * `sallyport test`: the policy's own table of expectations, with what it covers; no network.
 */
import { hashPolicy } from '@sallyport/core';
import { type Command, createCommand } from '../command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { measureCoverage, meetsPercent } from '../policy-tests/coverage.ts';
import { createPolicyRehearsal } from '../policy-tests/rehearsal.ts';
import {
  type TestReport,
  type Thresholds,
  toReportedCoverage,
  toReportedTest,
  toReportLines,
} from '../policy-tests/report.ts';
import { runTests } from '../policy-tests/run.ts';
import { runWatched } from '../policy-tests/run-watched.ts';
import { type Progress, toProgressReader, withProgress } from '../report/progress.ts';
import { DEFAULT_POLICY_FILE, type JudgedPolicy, judgePolicyFile } from '../source/judge.ts';
import { writeLine, writeOut } from '../terminal.ts';

/** The command. */
export const test: Command = createCommand({
  meta: { name: 'test', description: "The policy's own tests and what they cover, without a network" },
  args: {
    policy: {
      type: 'positional',
      required: false,
      description: `The policy file, ${DEFAULT_POLICY_FILE} when none is named`,
    },
    'min-routes': {
      type: 'string',
      valueHint: 'percent',
      description: 'Exit 1 unless tests reach at least this share of the routes',
    },
    'min-requirements': {
      type: 'string',
      valueHint: 'percent',
      description: 'Exit 1 unless tests prove at least this share of what routes demand',
    },
    watch: { type: 'boolean', description: 'Run again whenever the policy changes, until Ctrl-C' },
    json: { type: 'boolean', description: 'One JSON object on standard output' },
  },
  run: async ({ args }) => {
    const thresholds = {
      minRoutes: parsePercent('min-routes', args['min-routes']),
      minRequirements: parsePercent('min-requirements', args['min-requirements']),
    };
    const file = args.policy ?? DEFAULT_POLICY_FILE;
    const runOnce = async (): Promise<ExitCode> => {
      const report = await withProgress("running the policy's tests", toProgressReader(args.json), async (progress) =>
        run(await judgePolicyFile(file, { hosts: 'loopbackAllowed', variables: 'assume' }), thresholds, progress),
      );
      if (args.json === true) await writeOut(`${JSON.stringify(report)}\n`);
      else for (const line of toReportLines(report)) writeLine(line);
      if (report.policy === null) return EXIT.usage;
      return report.ok ? EXIT.ok : EXIT.findings;
    };
    return args.watch === true ? runWatched(file, runOnce) : runOnce();
  },
});

async function run(judged: JudgedPolicy, thresholds: Thresholds, { tell }: Progress): Promise<TestReport> {
  const { file, document, source } = judged;
  const rehearsal = createPolicyRehearsal(judged);
  if (document === null || rehearsal === null) {
    const findings = judged.findings.filter(({ level }) => level === 'error');
    return { ok: false, file, findings, policy: null, passed: 0, failed: 0, tests: [], coverage: null, ...thresholds };
  }
  const tests = document.tests ?? [];
  const results = await runTests(tests, rehearsal, (count) => tell(`${count} of ${tests.length}`));
  tell('what they cover');
  const coverage = measureCoverage(document, rehearsal.policy, results);
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  const isCovered =
    meetsPercent(coverage.routes, thresholds.minRoutes ?? 0) &&
    meetsPercent(coverage.requirements, thresholds.minRequirements ?? 0);
  return {
    ok: failed === 0 && isCovered,
    file,
    findings: [],
    policy: `sha256:${await hashPolicy(document)}`,
    passed: results.length - failed,
    failed,
    tests: results.map((result) => toReportedTest(result, source)),
    coverage: toReportedCoverage(coverage, source),
    ...thresholds,
  };
}

function parsePercent(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const percent = /^[0-9]{1,3}(\.[0-9]{1,3})?%?$/.test(text) ? Number(text.replace('%', '')) : Number.NaN;
  if (percent <= 100) return percent;
  throw new CommandError(EXIT.usage, `--${option} takes a percentage from 0 to 100, such as 80`);
}
