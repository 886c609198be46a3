/**
 * `sallyport check`: every finding in a policy, with its place and a suggestion.
 */
import { hashPolicy } from '@sallyport/core';
import { type Command, createCommand } from '../command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { toCount, toFindingLine } from '../report/finding-line.ts';
import { toInventoryLines } from '../report/inventory-lines.ts';
import { type LocatedFinding, sortFindings } from '../source/finding.ts';
import { type Inventory, takeInventory } from '../source/inventory.ts';
import { DEFAULT_POLICY_FILE, type JudgedPolicy, judgePolicyFile } from '../source/judge.ts';
import { findGateLimits } from '../source/limits.ts';
import { paint, toPrintable, writeLine, writeOut } from '../terminal.ts';

/** What `check --json` prints, one object. */
interface CheckReport extends Inventory {
  readonly ok: boolean;
  readonly file: string;
  readonly findings: readonly LocatedFinding[];
  /** `sha256:` and the policy's hash, null while a finding is an error. */
  readonly policy: string | null;
}

/** The command. */
export const check: Command = createCommand({
  meta: { name: 'check', description: 'Every finding in a policy, with its place and a suggestion' },
  args: {
    policy: {
      type: 'positional',
      required: false,
      description: `The policy file, ${DEFAULT_POLICY_FILE} when none is named`,
    },
    gate: { type: 'enum', options: ['worker', 'lambda'], description: 'Also tell what this gate cannot do' },
    warnings: { type: 'enum', options: ['allow'], description: 'allow: exit 0 when nothing but warnings is found' },
    json: { type: 'boolean', description: 'One JSON object on standard output' },
  },
  run: async ({ args }) => {
    const file = args.policy ?? DEFAULT_POLICY_FILE;
    let judged: JudgedPolicy;
    try {
      judged = await judgePolicyFile(file, { hosts: 'loopbackAllowed', variables: 'assume' });
    } catch (error) {
      if (args.json === true && error instanceof CommandError) await writeOut(toUnreadable(file, error.message));
      throw error;
    }
    const limits = judged.compiled === null ? [] : await findGateLimits(judged.compiled, args.gate ?? null);
    const findings = sortFindings([...judged.findings, ...limits.map(judged.source.locate)]);
    const counts = args.warnings === 'allow' ? findings.filter(({ level }) => level === 'error') : findings;
    const ok = counts.length === 0;
    const policy = judged.document === null ? null : `sha256:${await hashPolicy(judged.document)}`;
    const report: CheckReport = { ok, file, findings, ...takeInventory(judged.source.value, process.env), policy };
    if (args.json === true) await writeOut(`${JSON.stringify(report)}\n`);
    else writeReport(report);
    return (ok ? EXIT.ok : EXIT.findings) satisfies ExitCode;
  },
});

function writeReport(report: CheckReport): void {
  for (const finding of report.findings) writeLine(toFindingLine(finding));
  for (const line of toInventoryLines(report)) writeLine(line);
  const count = toCount(report.findings);
  const verdict = count === null ? paint('green', 'no findings') : paint(report.ok ? 'yellow' : 'red', count);
  writeLine(`${toPrintable(report.file)}: ${verdict}`);
}

function toUnreadable(file: string, message: string): string {
  const finding = {
    level: 'error',
    code: 'file-unreadable',
    file,
    line: null,
    column: null,
    pointer: '',
    message,
    suggestion: null,
  };
  const report = {
    ok: false,
    file,
    findings: [finding],
    unsafe: [],
    public: [],
    optional: [],
    variables: [],
    policy: null,
  };
  return `${JSON.stringify(report)}\n`;
}
