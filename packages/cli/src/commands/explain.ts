/**
 * `sallyport explain`: why a request is allowed or denied, phase by phase, with the likely cause and what would help.
 */
import { parseArgs } from 'node:util';
import { type Command, createCommand } from '../command.ts';
import { parseIamBase } from '../decide/iam.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { findDevDecision } from '../explain/dev-decisions.ts';
import { explainRecord, parseRecord } from '../explain/from-record.ts';
import { type ExplainOptions, explainRequest } from '../explain/from-request.ts';
import { parseInstant } from '../explain/instant.ts';
import { toExplainLines } from '../explain/lines.ts';
import type { ExplainReport } from '../explain/report.ts';
import { parseAsked } from '../explain/request.ts';
import { refuseTokens } from '../explain/secrets.ts';
import { readStandardInput, readTokenInput } from '../explain/token-input.ts';
import { toCount, toFindingLine } from '../report/finding-line.ts';
import { type ProgressReader, toProgressReader, withProgress } from '../report/progress.ts';
import { DEFAULT_POLICY_FILE, type JudgedPolicy, judgePolicyFile } from '../source/judge.ts';
import { writeLine, writeOut } from '../terminal.ts';

/** Faults that the network causes. */
const NETWORK_REASONS = new Set(['keys_unavailable', 'discovery_unavailable', 'introspection_unavailable']);

/** What only a request has, and a decision that was made before does not. */
const REQUEST_OPTIONS = ['token', 'header', 'at', 'iam', 'offline', 'show-claims'] as const;

/** The command. */
export const explain: Command = createCommand({
  meta: { name: 'explain', description: 'Why a request is allowed or denied, phase by phase' },
  repeatable: ['header'],
  args: {
    policy: {
      type: 'positional',
      required: false,
      description: `The policy file, ${DEFAULT_POLICY_FILE} when none is named`,
    },
    request: { type: 'string', valueHint: 'method-path', description: 'The request, such as "GET /orders/1"' },
    token: {
      type: 'string',
      valueHint: 'file|-',
      description: 'Its token, from a file or from standard input (-): alone, or as copied header lines',
    },
    header: { type: 'string', valueHint: 'name:value', description: 'A header of the request; may be given again' },
    at: { type: 'string', valueHint: 'time', description: 'Decide as at this time instead of now' },
    offline: { type: 'boolean', description: 'Use no network: keys of the policy and of the key snapshot only' },
    iam: { type: 'string', valueHint: 'arn', description: "Show the authorizer's IAM document for this stage" },
    'show-claims': { type: 'boolean', description: 'Show personal claims too, which are masked otherwise' },
    last: { type: 'boolean', description: 'Explain the newest decision of a running sallyport dev' },
    decision: {
      type: 'string',
      valueHint: 'id|-',
      description: 'Explain a decision of a running sallyport dev by its id, or a log line from standard input (-)',
    },
    json: { type: 'boolean', description: 'One JSON object on standard output' },
  },
  run: async ({ args, rawArgs }) => {
    const isRecord = args.last === true || args.decision !== undefined;
    checkTogether(args, isRecord);
    const report = isRecord
      ? await explainLogged(args.policy, args.decision ?? 'last', toProgressReader(args.json))
      : await explainAsked(args, readHeaders(rawArgs));
    if (args.json === true) await writeOut(`${JSON.stringify(report)}\n`);
    else for (const line of toExplainLines(report)) writeLine(line);
    return toExitCode(report);
  },
});

interface Asked {
  readonly policy?: string | undefined;
  readonly request?: string | undefined;
  readonly token?: string | undefined;
  readonly at?: string | undefined;
  readonly offline?: boolean | undefined;
  readonly iam?: string | undefined;
  readonly 'show-claims'?: boolean | undefined;
  readonly json?: boolean | undefined;
}

async function explainAsked(args: Asked, headers: readonly string[]): Promise<ExplainReport> {
  if (args.request === undefined) {
    throw new CommandError(
      EXIT.usage,
      'name the request (--request "GET /orders/1"), or a decision (--last, --decision)',
    );
  }
  const asked = parseAsked(args.request, headers);
  const decidedAt = args.at === undefined ? null : parseInstant(args.at);
  const iamBase = args.iam === undefined ? null : parseIamBase(args.iam);
  const judged = await readPolicy(args.policy ?? DEFAULT_POLICY_FILE);
  if (judged.document === null) {
    const errors = judged.findings.filter(({ level }) => level === 'error');
    for (const finding of errors) writeLine(toFindingLine(finding));
    throw new CommandError(EXIT.usage, `nothing was decided: ${judged.file} has ${toCount(errors)}`);
  }
  const input = await readTokenInput(args.token);
  const { document } = judged;
  const options: ExplainOptions = {
    ...{ decidedAt, iamBase },
    reach: args.offline === true ? 'offline' : 'network',
    view: args['show-claims'] === true ? 'whole' : 'masked',
  };
  const work = () => explainRequest(judged, document, asked, input, options);
  const text = options.reach === 'offline' ? 'deciding' : 'deciding, by the keys that the issuer gives';
  return withProgress(text, toProgressReader(args.json), work);
}

async function explainLogged(
  policy: string | undefined,
  wanted: string,
  reader: ProgressReader,
): Promise<ExplainReport> {
  refuseTokens('--decision', wanted);
  const record =
    wanted === '-'
      ? parseRecord(await readStandardInput())
      : await withProgress('asking sallyport dev for its decisions', reader, () =>
          findDevDecision(wanted === 'last' ? 'last' : { id: wanted }),
        );
  if (record === null) throw new CommandError(EXIT.usage, 'standard input holds no decision that a gate logged');
  return explainRecord(record, await findPolicy(policy));
}

/** A record explains itself without a policy; one that is named must be there. */
async function findPolicy(named: string | undefined): Promise<JudgedPolicy | null> {
  if (named !== undefined) return judgePolicyFile(named, { hosts: 'loopbackAllowed', variables: 'assume' });
  return judgePolicyFile(DEFAULT_POLICY_FILE, { hosts: 'loopbackAllowed', variables: 'assume' }).catch(() => null);
}

function readPolicy(file: string): Promise<JudgedPolicy> {
  return judgePolicyFile(file, { hosts: 'loopbackAllowed', variables: 'resolve' });
}

function checkTogether(args: Readonly<Record<string, unknown>>, isRecord: boolean): void {
  if (args.last === true && args.decision !== undefined) {
    throw new CommandError(EXIT.usage, '--last and --decision exclude each other');
  }
  if (!isRecord) return;
  const extra = ['request', ...REQUEST_OPTIONS].find((name) => args[name] !== undefined && args[name] !== false);
  if (extra === undefined) return;
  throw new CommandError(EXIT.usage, `--${extra} is for a request; a decision that was made is told from its record`);
}

/** citty keeps the last of several. */
function readHeaders(rawArgs: readonly string[]): readonly string[] {
  const options = { header: { type: 'string', multiple: true } } as const;
  const { values } = parseArgs({ args: [...rawArgs], options, strict: false, allowPositionals: true });
  return (values.header ?? []).filter((value) => typeof value === 'string');
}

function toExitCode({ effect, reason }: ExplainReport): ExitCode {
  if (effect === 'allow') return EXIT.ok;
  if (effect === 'undecided' || (reason !== null && NETWORK_REASONS.has(reason))) return EXIT.network;
  return EXIT.findings;
}
