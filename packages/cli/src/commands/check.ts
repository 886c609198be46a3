/**
 * `sallyport check`: every finding in a policy, with its place and a suggestion.
 */
import { hashPolicy } from '@sallyport/core';
import { findIssuerFindings } from '../check/online/find.ts';
import { findApiFindings } from '../check/openapi/find.ts';
import { type Command, createCommand } from '../command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { type CheckReport, toUnreadableReport } from '../report/check-report.ts';
import { type ProgressReader, toProgressReader } from '../report/progress.ts';
import { FORMATS, type Format, writeCheck } from '../report/write-check.ts';
import { type LocatedFinding, sortFindings } from '../source/finding.ts';
import { takeInventory } from '../source/inventory.ts';
import { DEFAULT_POLICY_FILE, type JudgedPolicy, judgePolicyFile } from '../source/judge.ts';
import { findGateLimits, type GateName } from '../source/limits.ts';

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
    online: {
      type: 'boolean',
      description: 'Also ask the issuers for metadata, keys and the time; exit 3 if only an unreachable one is found',
    },
    openapi: {
      type: 'string',
      valueHint: 'file',
      description: "Also compare with an API's OpenAPI 3 or Swagger 2 description, JSON or YAML",
    },
    'openapi-base': {
      type: 'string',
      valueHint: 'path',
      description: 'The path below which the gate serves the API, such as /v1; those of its servers otherwise',
    },
    warnings: { type: 'enum', options: ['allow'], description: 'allow: exit 0 when nothing but warnings is found' },
    format: { type: 'enum', options: [...FORMATS], description: 'For people, machines, annotations or code scanning' },
    json: { type: 'boolean', description: 'One JSON object on standard output, as --format json' },
  },
  run: async ({ args }) => {
    const file = args.policy ?? DEFAULT_POLICY_FILE;
    const format = toFormat(args.format, args.json === true);
    if (args['openapi-base'] !== undefined && args.openapi === undefined) {
      throw new CommandError(EXIT.usage, '--openapi-base needs --openapi');
    }
    const judged = await judgePolicyFile(file, { hosts: 'loopbackAllowed', variables: 'assume' }).catch(
      async (error: unknown) => {
        if (format !== 'pretty' && error instanceof CommandError) {
          await writeCheck(toUnreadableReport(file, error.message), format);
        }
        throw error;
      },
    );
    const report = await judge(judged, {
      gate: args.gate ?? null,
      asks: args.online === true ? 'issuers' : 'nobody',
      openapi: args.openapi ?? null,
      base: args['openapi-base'] ?? null,
      warnings: args.warnings ?? 'count',
      reader: toProgressReader(format !== 'pretty'),
    });
    await writeCheck(report, format);
    return toExitCode(report, args.warnings ?? 'count');
  },
});

interface CheckOptions {
  readonly gate: GateName | null;
  readonly asks: 'issuers' | 'nobody';
  readonly openapi: string | null;
  readonly base: string | null;
  readonly warnings: 'allow' | 'count';
  readonly reader: ProgressReader;
}

async function judge(judged: JudgedPolicy, options: CheckOptions): Promise<CheckReport> {
  const { file, compiled, document, source } = judged;
  const limits = await findGateLimits(compiled, options.gate, options.reader);
  const online = options.asks === 'issuers' ? await findIssuerFindings(judged, options.reader) : null;
  const api = options.openapi === null ? null : await findApiFindings(judged, options.openapi, options.base);
  const ofPolicy = [...limits.findings, ...(online?.findings ?? []), ...(api?.ofPolicy ?? [])];
  const findings = [
    ...sortFindings([...judged.findings, ...ofPolicy.map(source.locate)]),
    ...sortFindings(api?.ofApi ?? []),
  ];
  return {
    ok: listCounting(findings, options.warnings).length === 0,
    file,
    findings,
    notes: [...limits.notes, ...(online?.notes ?? []), ...(api?.notes ?? [])],
    ...takeInventory(source.value, process.env),
    online: online?.issuers ?? null,
    policy: document === null ? null : `sha256:${await hashPolicy(document)}`,
  };
}

function listCounting(findings: readonly LocatedFinding[], warnings: 'allow' | 'count'): readonly LocatedFinding[] {
  return warnings === 'allow' ? findings.filter(({ level }) => level === 'error') : findings;
}

/** An outage of somebody else's is told apart only where the policy itself is fine. */
function toExitCode({ findings }: CheckReport, warnings: 'allow' | 'count'): ExitCode {
  const counting = listCounting(findings, warnings);
  if (counting.length === 0) return EXIT.ok;
  return counting.every(({ code }) => code === 'online-unreachable') ? EXIT.network : EXIT.findings;
}

function toFormat(format: Format | undefined, json: boolean): Format {
  if (json && format !== undefined && format !== 'json') {
    throw new CommandError(EXIT.usage, `--json and --format ${format} exclude each other`);
  }
  return json ? 'json' : (format ?? 'pretty');
}
