/**
 * `sallyport routes`: who gets where, and what another version of the policy would change about it.
 */
import { hashPolicy, listOwnPaths } from '@sallyport/core';
import { type Command, createCommand } from '../command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { createPolicyRehearsal } from '../policy-tests/rehearsal.ts';
import { toFindingLine } from '../report/finding-line.ts';
import { type Progress, toProgressReader, withProgress } from '../report/progress.ts';
import { judgeBaseline } from '../route-matrix/baseline.ts';
import { toDiff } from '../route-matrix/diff.ts';
import { toDiffLines, toMatrixLines } from '../route-matrix/lines.ts';
import { toMarkdown } from '../route-matrix/markdown.ts';
import { createMatrix } from '../route-matrix/matrix.ts';
import { type RoutesReport, toReportedRoutes } from '../route-matrix/report.ts';
import { DEFAULT_POLICY_FILE, type JudgedPolicy, judgePolicyFile } from '../source/judge.ts';
import { toPrintable, writeLine, writeOut } from '../terminal.ts';

/** The command. */
export const routes: Command = createCommand({
  meta: { name: 'routes', description: 'The route matrix: who gets where, and what changed since a revision' },
  args: {
    policy: {
      type: 'positional',
      required: false,
      description: `The policy file, ${DEFAULT_POLICY_FILE} when none is named`,
    },
    diff: {
      type: 'string',
      valueHint: 'rev|file',
      description:
        'Compare with another policy file, or with this one at a git revision; exit 1 if access is wider now',
    },
    markdown: { type: 'boolean', description: 'Markdown on standard output, for pull requests' },
    json: { type: 'boolean', description: 'One JSON object on standard output' },
  },
  run: async ({ args }) => {
    if (args.markdown === true && args.json === true) {
      throw new CommandError(EXIT.usage, '--markdown and --json exclude each other');
    }
    const judged = await judgePolicyFile(args.policy ?? DEFAULT_POLICY_FILE, {
      hosts: 'loopbackAllowed',
      variables: 'assume',
    });
    const baseline = args.diff === undefined ? null : await judgeBaseline(args.diff, judged.file);
    const report = await withProgress('deciding for every route and persona', toProgressReader(args.json), (progress) =>
      toReport(judged, baseline, progress),
    );
    if (args.json === true) await writeOut(`${JSON.stringify(report)}\n`);
    else await writeReport(report, args.markdown === true ? 'markdown' : 'lines');
    if (report.policy === null) return EXIT.usage satisfies ExitCode;
    return (report.ok ? EXIT.ok : EXIT.findings) satisfies ExitCode;
  },
});

async function toReport(
  judged: JudgedPolicy,
  baseline: JudgedPolicy | null,
  { tell }: Progress,
): Promise<RoutesReport> {
  const { file, document, compiled, source } = judged;
  const rehearsal = createPolicyRehearsal(judged);
  const findings = [judged, baseline].flatMap((one) => one?.findings ?? []).filter(({ level }) => level === 'error');
  if (document === null || compiled === null || rehearsal === null || findings.length > 0) {
    return { ok: false, file, findings, policy: null, personas: [], routes: [], ownPaths: [], diff: null };
  }
  const count = compiled.routes.routes.length;
  const matrix = await createMatrix(rehearsal, document.tests ?? [], (done) => tell(`${done} of ${count}`));
  if (baseline !== null) tell(`comparing with ${baseline.file}`);
  const diff = baseline === null ? null : toDiff(baseline, judged);
  return {
    ok: diff?.widens !== true,
    file,
    findings,
    policy: `sha256:${await hashPolicy(document)}`,
    personas: matrix.personas.map(({ label }) => label),
    routes: toReportedRoutes(matrix, source),
    ownPaths: listOwnPaths(compiled),
    diff,
  };
}

async function writeReport(report: RoutesReport, form: 'markdown' | 'lines'): Promise<void> {
  for (const finding of report.findings) writeLine(toFindingLine(finding));
  if (report.policy === null) writeLine(`${toPrintable(report.file)}: nothing was decided`);
  else if (form === 'markdown') await writeOut(toMarkdown(report));
  else {
    const { isTTY, columns } = process.stderr;
    for (const line of toMatrixLines(report, isTTY ? columns : Number.POSITIVE_INFINITY)) writeLine(line);
    if (report.diff !== null) for (const line of ['', ...toDiffLines(report.diff)]) writeLine(line);
  }
}
