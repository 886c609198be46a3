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
import { type AskedIssuer, askNewIssuer, toAskedLines } from '../init/ask-issuer.ts';
import { toProjectName } from '../init/manifest.ts';
import { placeProject, refuseExisting } from '../init/place.ts';
import { POLICY_FILE, type ProjectFile, toProject } from '../init/project.ts';
import { listOpenSteps } from '../init/readme.ts';
import { toFindingLine } from '../report/finding-line.ts';
import { toProgressReader } from '../report/progress.ts';
import { toShellWord } from '../shell-command.ts';
import { sortFindings } from '../source/finding.ts';
import { type JudgedPolicy, judgePolicyText } from '../source/judge.ts';
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
    offline: { type: 'boolean', description: 'Do not ask the issuer whether it is there and what its keys are' },
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
    const given = await answer({ ...args, jwksUri: args['jwks-uri'] }, args);
    let project = await plan(given, name);
    await refuseExisting(folder, project.files);
    let asked = await ask(project, args);
    const better = asked === null ? null : await chooseNamed(asked, args);
    if (better !== null) {
      project = await plan({ ...given, issuer: better }, name);
      asked = await ask(project, args);
    }
    const { answers, files } = project;
    if (args.json !== true) writeAnswers(answers, asked);
    await placeProject(folder, files);
    const next = listNext(folder, answers);
    if (args.json === true) await writeOut(`${JSON.stringify(toReport(folder, project, asked, next))}\n`);
    else writeFiles(folder, project, next);
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
    return await resolveAnswers(flags, {
      kind: 'ask',
      ask: questions.ask,
      tell: questions.tell,
    } satisfies AnswerSource);
  } finally {
    questions.close();
  }
}

/** Everything that would be written, judged. */
interface PlannedProject {
  readonly answers: InitAnswers;
  readonly files: readonly ProjectFile[];
  readonly judged: JudgedPolicy;
}

/** @throws CommandError (2) after all that `check` and `build` would say of the policy, where that is anything. */
async function plan(answers: InitAnswers, name: string): Promise<PlannedProject> {
  const files = await toProject(answers, name, await readVersion());
  const text = files.find(({ path }) => path === POLICY_FILE)?.text ?? '';
  const judged = judgePolicyText(text, POLICY_FILE, { hosts: 'publicOnly', variables: 'resolve' });
  const limits = await findGateLimits(judged.compiled, answers.gate === 'worker' ? 'worker' : 'lambda');
  const findings = sortFindings([...judged.findings, ...limits.findings.map(judged.source.locate)]);
  if (findings.length > 0) {
    for (const finding of findings) writeLine(toFindingLine(finding));
    throw new CommandError(EXIT.usage, 'nothing was written: the policy would not pass sallyport check');
  }
  refuseOrigin(answers, files);
  return { answers, files, judged };
}

interface AskFlags {
  readonly offline?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Null where there is nobody to ask, or nobody is to be asked. */
async function ask({ answers, judged }: PlannedProject, { offline, json }: AskFlags): Promise<AskedIssuer | null> {
  if (offline === true || answers.issuerKind === 'local') return null;
  return askNewIssuer(judged, toProgressReader(json));
}

/** The issuer that the metadata names, where somebody is there who says that it is the one that was meant. */
async function chooseNamed({ named }: AskedIssuer, { yes, json }: AskFlags): Promise<string | null> {
  if (named === null || yes === true || json === true || !canAsk()) return null;
  const questions = openQuestions();
  try {
    const chosen = await questions.ask(
      `The issuer's own metadata names ${toPrintable(named)} instead. Write that? [y/N]`,
    );
    return /^y(es)?$/i.test(chosen ?? '') ? named : null;
  } finally {
    questions.close();
  }
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
  const enter = folder === '.' ? '' : `cd ${toShellWord(folder)} && `;
  const deploy = {
    worker: 'npx wrangler deploy',
    lambda: 'npx sallyport build --gate lambda && sam deploy --guided',
    both: 'npx wrangler deploy && npx sallyport build --gate lambda && sam deploy --guided',
  }[answers.gate];
  return [`${enter}npm install`, 'npm test && npm start', deploy];
}

function toReport(
  folder: string,
  { answers, files }: PlannedProject,
  asked: AskedIssuer | null,
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
    // As `check --online` has them; null and none where nobody was asked.
    online: asked?.online ?? null,
    findings: asked?.findings ?? [],
  };
}

function writeAnswers(answers: InitAnswers, asked: AskedIssuer | null): void {
  const { preset, presetFrom, issuer, audience } = answers;
  const hint =
    presetFrom === 'issuer' && preset !== null ? paint('dim', '  (by the issuer; --preset none for none)') : '';
  writeLine(`  issuer  ${toPrintable(issuer)}  for ${toPrintable(audience)}`);
  writeLine(`  preset  ${preset === null ? 'none: an issuer that publishes its metadata' : preset.name}${hint}`);
  for (const line of asked === null ? [] : toAskedLines(asked)) writeLine(line);
}

function writeFiles(folder: string, { answers, files }: PlannedProject, next: readonly string[]): void {
  for (const { path } of files) writeLine(`  ${paint('green', 'wrote')}   ${toPrintable(join(folder, path))}`);
  writeLine(paint('bold', '\nNext:'));
  const [open] = [listOpenSteps(answers)].filter((steps) => steps.length > 0);
  for (const [at, line] of next.entries()) {
    const first = at === next.length - 1 && open !== undefined ? paint('dim', `   # first ${open.join(', and ')}`) : '';
    writeLine(`  ${toPrintable(line)}${first}`);
  }
}
