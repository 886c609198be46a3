/**
 * `sallyport decide`: decides requests from standard input, one JSON line each, as the Worker gate would.
 */
import type { Decision } from '@sallyport/core';
import { type Command, createCommand } from '../command.ts';
import { toErrorLine } from '../decide/answer.ts';
import { createDecider } from '../decide/decider.ts';
import { parseIamBase } from '../decide/iam.ts';
import { workInOrder } from '../decide/in-order.ts';
import { readKeyFile } from '../decide/key-file.ts';
import { type Line, MAX_LINE_BYTES, readLines } from '../decide/lines.ts';
import { parseRequestLine, type RequestLine, type UnreadableLine } from '../decide/request-line.ts';
import { createDecisionCount } from '../decide/summary.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { parseInstant } from '../explain/instant.ts';
import { toCount, toFindingLine } from '../report/finding-line.ts';
import { withProgress } from '../report/progress.ts';
import { judgePolicyFile } from '../source/judge.ts';
import { paint, writeLine, writeOut } from '../terminal.ts';

/** The command. */
export const decide: Command = createCommand({
  meta: { name: 'decide', description: 'Decide requests from standard input, one JSON line each' },
  args: {
    policy: { type: 'string', required: true, valueHint: 'file', description: 'The policy file' },
    jwks: {
      type: 'string',
      valueHint: 'file',
      description: "A JWK Set in place of every issuer's keys, to work offline",
    },
    at: { type: 'string', valueHint: 'time', description: 'Decide as at this time instead of now' },
    iam: {
      type: 'string',
      valueHint: 'arn',
      description:
        "Add the Lambda gate's IAM document, or simple response, for the stage arn:aws:execute-api:region:account:api/stage",
    },
    json: { type: 'boolean', description: 'As always: one JSON object a decision' },
  },
  run: async ({ args }) => {
    const decidedAt = args.at === undefined ? null : parseInstant(args.at);
    const iamBase = args.iam === undefined ? null : parseIamBase(args.iam);
    const judged = await judgePolicyFile(args.policy, { hosts: 'loopbackAllowed', variables: 'resolve' });
    if (judged.document === null) {
      const errors = judged.findings.filter(({ level }) => level === 'error');
      for (const finding of errors) writeLine(toFindingLine(finding));
      throw new CommandError(EXIT.usage, `nothing was decided: ${args.policy} has ${toCount(errors)}`);
    }
    const { document } = judged;
    const keys = args.jwks === undefined ? null : await readKeyFile(args.jwks);
    const onRefusedKey = (why: string) => writeLine(`${paint('yellow', 'key refused')}: ${why}`);
    const count = createDecisionCount();
    const options = { keys, decidedAt, iamBase, onRefusedKey };
    const { isTTY: isTyped } = process.stdin;
    if (isTyped) writeLine('Reading requests, one JSON object a line; end with Ctrl-D.');
    // Whoever types is not waited for; elsewhere the answers are for machines, and only a terminal tells how far they are.
    const exitCode = await withProgress('deciding', isTyped ? 'machines' : 'terminal', ({ tell }) => {
      const onDecision = (decision: Decision): void => {
        count.add(decision);
        tell(`${count.total()} decided`);
      };
      return decideAll(createDecider(document, { ...options, onDecision }));
    });
    if (process.stderr.isTTY) for (const line of count.toLines()) writeLine(paint('dim', line));
    return exitCode;
  },
});

async function decideAll(answer: (line: RequestLine) => Promise<string>): Promise<ExitCode> {
  let lineNumber = 0;
  let exitCode: ExitCode = EXIT.ok;
  const work = async (line: Line): Promise<string> => {
    lineNumber += 1;
    const parsed = parseLine(line);
    if (!('problem' in parsed)) return answer(parsed);
    exitCode = EXIT.usage;
    return toErrorLine(lineNumber, parsed.problem);
  };
  await workInOrder(readLines(readInput()), work, (text) => writeOut(`${text}\n`));
  return exitCode;
}

async function* readInput(): AsyncGenerator<Uint8Array> {
  try {
    yield* process.stdin;
  } catch {
    throw new CommandError(EXIT.usage, 'standard input cannot be read');
  }
}

function parseLine(line: Line): RequestLine | UnreadableLine {
  if (line.kind === 'too-long') return { problem: `longer than ${MAX_LINE_BYTES} bytes` };
  return parseRequestLine(line.bytes);
}
