/**
 * `sallyport init`: a policy, its first tests and the files of a gate, right from the start.
 */
import { basename, join, resolve } from 'node:path';
import { PRESETS } from '@sallyport/core';
import { applyEdits, modify } from 'jsonc-parser';
import { type Command, createCommand } from '../command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import {
  type AnswerSource,
  findPresetProblem,
  type InitAnswers,
  type InitFlags,
  resolveAnswers,
} from '../init/answers.ts';
import { canAsk, openQuestions } from '../init/ask.ts';
import { toProjectName } from '../init/manifest.ts';
import { placeProject, refuseExisting } from '../init/place.ts';
import { POLICY_FILE, type ProjectFile, toProject } from '../init/project.ts';
import { listOpenSteps } from '../init/readme.ts';
import { toFindingLine } from '../report/finding-line.ts';
import { type LocatedFinding, sortFindings } from '../source/finding.ts';
import { judgePolicyText } from '../source/judge.ts';
import { findGateLimits } from '../source/limits.ts';
import { paint, toPrintable, writeLine, writeOut } from '../terminal.ts';
import { readVersion } from '../version.ts';

/** The command. */
export const init: Command = createCommand({
  meta: { name: 'init', description: 'A new policy with its first tests, and the files of a gate' },
  args: {
    folder: { type: 'positional', required: false, description: 'Where to, this folder when none is named' },
    issuer: {
      type: 'string',
      valueHint: 'url',
      description: 'The issuer of your tokens, exactly as their "iss" has it',
    },
    audience: { type: 'string', valueHint: 'text', description: 'The audience that your API accepts' },
    preset: { type: 'string', valueHint: 'name', description: 'The provider, or none; told from the issuer otherwise' },
    gate: {
      type: 'enum',
      options: ['worker', 'lambda', 'both'],
      description: 'Which gate to set up, worker by default',
    },
    origin: { type: 'string', valueHint: 'url', description: 'For the Worker gate: where allowed requests go' },
    'jwks-uri': { type: 'string', valueHint: 'url', description: 'Where the keys are, for a preset that asks for it' },
    require: { type: 'string', valueHint: 'claim=value', description: 'Whose tokens, for a preset that asks for it' },
    yes: { type: 'boolean', description: 'Ask nothing: without --issuer, one that exists on this machine alone' },
    json: { type: 'boolean', description: 'Ask nothing, and print one JSON object on standard output' },
  },
  run: async ({ args }) => {
    const names = PRESETS.map(({ name }) => name);
    const problem = args.preset === undefined ? null : findPresetProblem(args.preset, names);
    if (problem !== null)
      throw new CommandError(EXIT.usage, `there is no preset ${args.preset?.slice(0, 60)}: ${problem}`);
    const folder = args.folder ?? '.';
    const name = toProjectName(basename(resolve(folder)));
    const answers = await answer({ ...args, jwksUri: args['jwks-uri'] }, args);
    const files = await toProject(answers, name, await readVersion());
    const findings = await judge(files, answers);
    if (findings.length > 0) {
      for (const finding of findings) writeLine(toFindingLine(finding));
      throw new CommandError(EXIT.usage, 'nothing was written: the policy would not pass sallyport check');
    }
    refuseOrigin(answers, files);
    await refuseExisting(folder, files);
    await placeProject(folder, files);
    const next = listNext(folder, answers);
    if (args.json === true) await writeOut(`${JSON.stringify(toReport(folder, answers, files, next))}\n`);
    else writeReport(folder, answers, files, next);
    return EXIT.ok satisfies ExitCode;
  },
});

async function answer(
  flags: InitFlags,
  { yes, json }: { readonly yes?: boolean | undefined; readonly json?: boolean | undefined },
): Promise<InitAnswers> {
  if (yes === true) return resolveAnswers(flags, { kind: 'defaults' });
  if (json === true || !canAsk()) return resolveAnswers(flags, { kind: 'refuse' });
  const questions = openQuestions();
  try {
    return await resolveAnswers(flags, { kind: 'ask', ask: questions.ask } satisfies AnswerSource);
  } finally {
    questions.close();
  }
}

/** All that `check` and `build` would say of the policy, before it is written. */
async function judge(files: readonly ProjectFile[], { gate }: InitAnswers): Promise<readonly LocatedFinding[]> {
  const text = files.find(({ path }) => path === POLICY_FILE)?.text ?? '';
  const judged = judgePolicyText(text, POLICY_FILE, { hosts: 'publicOnly', variables: 'resolve' });
  const limits = await findGateLimits(judged.compiled, gate === 'worker' ? 'worker' : 'lambda');
  return sortFindings([...judged.findings, ...limits.findings.map(judged.source.locate)]);
}

/** The origin is a variable of the Worker: it is judged as if the policy named it. */
function refuseOrigin({ origin, gate }: InitAnswers, files: readonly ProjectFile[]): void {
  if (origin === null) return;
  if (gate === 'lambda') throw new CommandError(EXIT.usage, '--origin is for the Worker gate: API Gateway has its own');
  const text = files.find(({ path }) => path === POLICY_FILE)?.text ?? '';
  const named = applyEdits(text, modify(text, ['worker', 'origins'], origin, {}));
  const { findings } = judgePolicyText(named, POLICY_FILE, { hosts: 'publicOnly', variables: 'resolve' });
  const [fault] = findings;
  if (fault === undefined) return;
  const advice = fault.suggestion === null ? '' : ` (${fault.suggestion})`;
  throw new CommandError(EXIT.usage, `--origin: ${fault.message}${advice}`);
}

function listNext(folder: string, answers: InitAnswers): readonly string[] {
  const enter = folder === '.' ? '' : `cd ${quote(folder)} && `;
  const deploy = {
    worker: 'npx wrangler deploy',
    lambda: 'npx sallyport build --gate lambda && sam deploy --guided',
    both: 'npx wrangler deploy && npx sallyport build --gate lambda && sam deploy --guided',
  }[answers.gate];
  return [`${enter}npm install`, 'npm test && npm start', deploy];
}

function toReport(
  folder: string,
  answers: InitAnswers,
  files: readonly ProjectFile[],
  next: readonly string[],
): object {
  const { preset, issuer, audience, gate, issuerKind } = answers;
  const written = files.map(({ path }) => path);
  const before = listOpenSteps(answers);
  return {
    ok: true,
    folder,
    gate,
    preset: preset?.name ?? null,
    issuer,
    audience,
    issuerKind,
    files: written,
    before,
    next,
  };
}

function writeReport(
  folder: string,
  answers: InitAnswers,
  files: readonly ProjectFile[],
  next: readonly string[],
): void {
  const { preset, presetFrom, issuer, audience } = answers;
  const hint =
    presetFrom === 'issuer' && preset !== null ? paint('dim', '  (by the issuer; --preset none for none)') : '';
  writeLine(`  issuer  ${toPrintable(issuer)}  for ${toPrintable(audience)}`);
  writeLine(`  preset  ${preset === null ? 'none: an issuer that publishes its metadata' : preset.name}${hint}`);
  for (const { path } of files) writeLine(`  ${paint('green', 'wrote')}   ${toPrintable(join(folder, path))}`);
  writeLine(paint('bold', '\nNext:'));
  const [open] = [listOpenSteps(answers)].filter((steps) => steps.length > 0);
  for (const [at, line] of next.entries()) {
    const first = at === next.length - 1 && open !== undefined ? paint('dim', `   # first ${open.join(', and ')}`) : '';
    writeLine(`  ${toPrintable(line)}${first}`);
  }
}

function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
