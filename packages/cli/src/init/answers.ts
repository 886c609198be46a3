/**
 * What a new project is made of: from flags, from questions where somebody is there to answer, or from the defaults.
 */
import { findPreset, type Preset } from '@sallyport/core';
import { CommandError, EXIT } from '../exit.ts';
import { findNearest } from '../nearest.ts';
import { findAnswerProblem, type IssuerDraft } from './answer-problem.ts';
import { type Asked, createPatientAsk, type PatientAsk } from './patient-ask.ts';
import { guessPreset } from './preset-guess.ts';
import type { ProjectGate } from './templates.ts';

/** The flags as they were given. */
export interface InitFlags {
  readonly preset: string | undefined;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly gate: ProjectGate | undefined;
  readonly origin: string | undefined;
  readonly jwksUri: string | undefined;
  /** `claim=value`. */
  readonly require: string | undefined;
}

/** Everything decided. */
export interface InitAnswers {
  readonly preset: Preset | null;
  /** Whether the preset was named, or told from the issuer's address. */
  readonly presetFrom: 'flag' | 'issuer';
  readonly issuer: string;
  /** `local`: an address that nobody can own, for work with the local issuer until the real one is written in. */
  readonly issuerKind: 'given' | 'local';
  readonly audience: string;
  readonly gate: ProjectGate;
  /** The origin behind the Worker gate, or null to be set later. */
  readonly origin: string | null;
  readonly jwksUri: string | null;
  readonly require: { readonly claim: string; readonly value: string } | null;
}

/** Where missing answers come from. */
export type AnswerSource =
  | ({ readonly kind: 'ask' } & Asked)
  | { readonly kind: 'defaults' }
  | { readonly kind: 'refuse' };

const UNANSWERED = 'not every question was answered: nothing was written';

// RFC 6761 keeps .test: nobody can ever own these names, so nobody else can sign for a project that still has them.
const LOCAL = { issuer: 'https://issuer.test', audience: 'https://api.test' } as const;

/**
 * Settles every answer.
 *
 * @throws CommandError (2) naming the flags that are missing, or what is wrong with one.
 */
export async function resolveAnswers(flags: InitFlags, source: AnswerSource): Promise<InitAnswers> {
  const named = flags.preset === undefined || flags.preset === 'none' ? null : toPreset(flags.preset);
  const fixed = named === null ? null : findFixedIssuer(named);
  const ask = source.kind === 'ask' ? createPatientAsk(source) : null;

  const isLocal = flags.issuer === undefined && named === null && source.kind === 'defaults';
  const missing = [
    ...(flags.issuer === undefined && fixed === null && ask === null && !isLocal ? ['--issuer'] : []),
    ...(flags.audience === undefined && ask === null && !isLocal ? ['--audience'] : []),
  ];
  if (missing.length > 0) throw new CommandError(EXIT.usage, toMissing(missing, source.kind));

  const example = named === null ? '' : `, such as ${named.issuerExample}`;
  const toOwn = (iss: string): Preset | null => (flags.preset === undefined ? toGuessed(iss) : named);
  const toDraft = (iss: string): IssuerDraft => ({ ...toPresetMember(toOwn(iss)), issuer: iss });
  const askForIssuer = (): Promise<string | null> | undefined =>
    ask?.(`The issuer of your tokens, their "iss"${example}`, (iss) => findAnswerProblem(toDraft(iss), 'issuer'));
  const issuer = flags.issuer ?? fixed ?? (isLocal ? LOCAL.issuer : await askForIssuer());
  if (!issuer) throw new CommandError(EXIT.usage, UNANSWERED);
  const draft = toDraft(issuer);
  const askForAudience = (): Promise<string | null> | undefined =>
    ask?.('The audience that your API accepts', (text) => findAnswerProblem({ ...draft, audience: text }, 'audience'));
  const audience = flags.audience ?? (isLocal ? LOCAL.audience : await askForAudience());
  if (!audience) throw new CommandError(EXIT.usage, UNANSWERED);

  const preset = toOwn(issuer);
  const jwksUri = flags.jwksUri ?? (await askForKeys(preset, draft, ask));
  const require = flags.require ?? (await askForOwner(preset, draft, ask));
  return {
    ...{ preset, presetFrom: flags.preset === undefined ? 'issuer' : 'flag', issuer, audience },
    ...{ issuerKind: isLocal ? 'local' : 'given', gate: flags.gate ?? 'worker', origin: flags.origin ?? null },
    ...{ jwksUri, require: require === null ? null : parseRequire(require) },
  };
}

function toPreset(name: string): Preset {
  const preset = findPreset(name);
  if (preset !== null) return preset;
  throw new CommandError(EXIT.usage, `there is no preset ${name.slice(0, 60)}`);
}

function toGuessed(issuer: string): Preset | null {
  const name = guessPreset(issuer);
  return name === null ? null : findPreset(name);
}

/** The one issuer that a provider has for everybody, or null. */
function findFixedIssuer({ issuerRules, issuerExample }: Preset): string | null {
  const exact = `^${issuerExample.replaceAll('.', '\\.')}$`;
  return issuerRules.some(({ kind, pattern }) => kind === 'require' && pattern === exact) ? issuerExample : null;
}

function toPresetMember(preset: Preset | null): Pick<IssuerDraft, 'preset'> {
  return preset === null ? {} : { preset: preset.name };
}

/** Where a provider's keys cannot be told from its issuer, the policy must name them. */
async function askForKeys(preset: Preset | null, draft: IssuerDraft, ask: PatientAsk | null): Promise<string | null> {
  if (preset === null || typeof preset.keys !== 'object' || !('namedLike' in preset.keys)) return null;
  const like = preset.keys.namedLike;
  const answer = await ask?.(`The address of the issuer's keys, such as ${like}`, (jwksUri) =>
    findAnswerProblem({ ...draft, jwksUri }, 'jwksUri'),
  );
  if (answer) return answer;
  throw new CommandError(EXIT.usage, `the preset ${preset.name} needs --jwks-uri, such as ${like}`);
}

/** Where a provider gives a token to anyone, the policy must say whose are trusted. */
async function askForOwner(preset: Preset | null, draft: IssuerDraft, ask: PatientAsk | null): Promise<string | null> {
  if (preset?.demand === undefined) return null;
  const { claims, message } = preset.demand;
  const like = claims.map((claim) => `${claim}=...`).join(', ');
  const answer = await ask?.(`${message}: one of ${like}`, (text) => {
    const require = splitRequire(text);
    if (require === null) return REQUIRE_FORM;
    return findAnswerProblem({ ...draft, require: { claims: { [require.claim]: require.value } } }, 'require');
  });
  if (answer) return answer;
  throw new CommandError(EXIT.usage, `${message}: add --require with one of ${like}`);
}

const REQUIRE_FORM = 'claim=value is expected, such as repository_owner_id=123456';

type OwnClaim = NonNullable<InitAnswers['require']>;

function splitRequire(text: string): OwnClaim | null {
  const at = text.indexOf('=');
  return at > 0 && at < text.length - 1 ? { claim: text.slice(0, at), value: text.slice(at + 1) } : null;
}

function parseRequire(text: string): OwnClaim {
  const require = splitRequire(text);
  if (require !== null) return require;
  throw new CommandError(EXIT.usage, '--require takes claim=value, such as repository_owner_id=123456');
}

function toMissing(missing: readonly string[], source: AnswerSource['kind']): string {
  const flags = missing.join(' and ');
  if (source === 'defaults') return `${flags} cannot be guessed: add ${missing.length === 1 ? 'it' : 'them'}`;
  return `nobody can be asked here: add ${flags}, or --yes for a local issuer to try things with`;
}

/** Why a preset's name is wrong, or null. `none` stands for no preset. */
export function findPresetProblem(name: string, names: readonly string[]): string | null {
  if (name === 'none' || names.includes(name)) return null;
  const nearest = findNearest(name, names);
  return nearest === null ? `the presets are none, ${names.join(', ')}` : `did you mean ${nearest}?`;
}
