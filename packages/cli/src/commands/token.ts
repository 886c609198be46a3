/**
 * `sallyport token`: a token to try things with, from the local issuer or by client credentials.
 *
 * Does not: write a token anywhere but to standard output.
 */
import { type CompiledIssuer, PRESETS } from '@sallyport/core';
import { type Command, createCommand } from '../command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { findNearest } from '../nearest.ts';
import { toFindingLine } from '../report/finding-line.ts';
import { toProgressReader, withProgress } from '../report/progress.ts';
import { toOwnName, toShellWord } from '../shell-command.ts';
import { DEFAULT_POLICY_FILE, judgePolicyFile } from '../source/judge.ts';
import { paint, toPrintable, writeLine, writeOut } from '../terminal.ts';
import { requestToken } from '../token/client-credentials.ts';
import { mintLocally } from '../token/local.ts';
import { parseClaims, parseDuration, REPEATABLE, type Repeated, readRepeated } from '../token/options.ts';
import { decodeClaims, readExpiry, toSummary } from '../token/token-claims.ts';

const PRESET_NAMES = PRESETS.map(({ name }) => name);

/** The command. */
export const token: Command = createCommand({
  meta: { name: 'token', description: "A token from the local issuer, or by client credentials from the policy's own" },
  repeatable: REPEATABLE,
  args: {
    policy: {
      type: 'positional',
      required: false,
      description: `With --client-credentials: the policy file, ${DEFAULT_POLICY_FILE} when none is named`,
    },
    issuer: { type: 'string', valueHint: 'name', description: 'Which issuer of the policy, where it has several' },
    scope: { type: 'string', description: 'A scope, or several words; may be repeated' },
    role: { type: 'string', description: 'A role; may be repeated' },
    group: { type: 'string', description: 'A group; may be repeated' },
    permission: { type: 'string', description: 'A permission; may be repeated' },
    claim: {
      type: 'string',
      valueHint: 'name=value',
      description: 'A claim, its value as JSON or text; may be repeated',
    },
    subject: { type: 'string', description: 'Who it speaks for' },
    audience: { type: 'string', description: "Another audience than the policy's first" },
    expires: { type: 'string', valueHint: 'time', description: '15m when none is named; --expires=-1h has passed' },
    as: {
      type: 'enum',
      options: PRESET_NAMES,
      valueHint: 'preset',
      description: `In this provider's shape, signed by the local issuer all the same: ${PRESET_NAMES.join(', ')}`,
    },
    type: {
      type: 'enum',
      options: ['access', 'id', 'machine'],
      description: 'id: the token that people send by mistake; machine: of a client itself',
    },
    'client-credentials': { type: 'boolean', description: 'Ask the real issuer instead of sallyport dev' },
    'client-id': { type: 'string', valueHint: 'id', description: 'With --client-credentials: the client' },
    'client-secret-env': { type: 'string', valueHint: 'name', description: 'The variable that holds its secret' },
    json: { type: 'boolean', description: 'One JSON object: token, expiresAt in epoch seconds, claims' },
  },
  run: async ({ args, rawArgs }) => {
    const repeated = readRepeated(rawArgs);
    const nowSeconds = Date.now() / 1000;
    const came =
      args['client-credentials'] === true ? await askIssuer(args, repeated) : await askLocally(args, repeated);
    const claims = decodeClaims(came.token);
    const granted = came.expiresInSeconds === null ? null : Math.floor(nowSeconds + came.expiresInSeconds);
    const expiresAt = readExpiry(claims) ?? granted;
    if (args.json === true) {
      await writeOut(`${JSON.stringify({ token: came.token, expiresAt, claims })}\n`);
      return EXIT.ok satisfies ExitCode;
    }
    await writeOut(`${came.token}\n`);
    if (process.stdout.isTTY === true) {
      writeLine(paint('dim', toPrintable(toSummary(came.issuer, claims, expiresAt, nowSeconds))));
      if (came.worker !== null) writeLine(toCurl(came.worker, rawArgs));
    }
    return EXIT.ok satisfies ExitCode;
  },
});

interface Given {
  readonly policy?: string | undefined;
  readonly issuer?: string | undefined;
  readonly subject?: string | undefined;
  readonly audience?: string | undefined;
  readonly expires?: string | undefined;
  readonly as?: string | undefined;
  readonly type?: string | undefined;
  readonly 'client-id'?: string | undefined;
  readonly 'client-secret-env'?: string | undefined;
  readonly json?: boolean | undefined;
}

interface Came {
  readonly token: string;
  readonly issuer: string;
  readonly worker: string | null;
  readonly expiresInSeconds: number | null;
}

async function askLocally(given: Given, { scope, role, group, permission, claim }: Repeated): Promise<Came> {
  for (const option of ['client-id', 'client-secret-env', 'policy'] as const) {
    if (given[option] === undefined) continue;
    const named = option === 'policy' ? 'a policy file' : `--${option}`;
    throw new CommandError(EXIT.usage, `${named} goes with --client-credentials: sallyport dev has its own policy`);
  }
  const { issuer, subject, audience, type, as: preset } = given;
  const order = {
    ...{ scopes: scope, roles: role, groups: group, permissions: permission, claims: parseClaims(claim) },
    ...{ subject, audience, type, preset },
    expiresInSeconds: given.expires === undefined ? undefined : parseDuration(given.expires),
  };
  const work = () => mintLocally({ issuer, order });
  const minted = await withProgress('asking sallyport dev for a token', toProgressReader(given.json), work);
  return { ...minted, expiresInSeconds: null };
}

async function askIssuer(given: Given, repeated: Repeated): Promise<Came> {
  const local = [
    ...(['subject', 'expires', 'as', 'type'] as const).filter((option) => given[option] !== undefined),
    ...(['role', 'group', 'permission', 'claim'] as const).filter((option) => repeated[option].length > 0),
  ];
  if (local.length > 0)
    throw new CommandError(EXIT.usage, `a real issuer decides that itself: leave out --${local[0]}`);
  const { 'client-id': clientId, 'client-secret-env': variable } = given;
  if (clientId === undefined || variable === undefined) {
    throw new CommandError(EXIT.usage, '--client-credentials needs --client-id and --client-secret-env');
  }
  const secret = process.env[variable];
  if (!secret) throw new CommandError(EXIT.usage, `the variable ${variable.slice(0, 64)} is not set, or empty`);
  const issuer = await findIssuer(given.policy ?? DEFAULT_POLICY_FILE, given.issuer);
  // Auth0 gives an opaque token to who names no audience.
  const [first = null] = issuer.preset === 'auth0' ? (issuer.audiences ?? []) : [];
  const audience = given.audience ?? first;
  const work = () => requestToken({ issuer, clientId, secret, scopes: repeated.scope, audience });
  const granted = await withProgress(`asking ${issuer.iss} for a token`, toProgressReader(given.json), work);
  return { ...granted, issuer: issuer.name, worker: null };
}

async function findIssuer(file: string, name: string | undefined): Promise<CompiledIssuer> {
  const { compiled, findings } = await judgePolicyFile(file, { hosts: 'loopbackAllowed', variables: 'resolve' });
  if (compiled === null) {
    for (const finding of findings) writeLine(toFindingLine(finding));
    throw new CommandError(EXIT.usage, `${file} has errors: nobody was asked`);
  }
  const names = compiled.issuers.map((issuer) => issuer.name);
  const [only, second] = compiled.issuers;
  if (name === undefined && only !== undefined && second === undefined) return only;
  const found = compiled.issuers.find((issuer) => issuer.name === name);
  if (found !== undefined) return found;
  if (name === undefined)
    throw new CommandError(EXIT.usage, `say which issuer: --issuer ${names.join(', or --issuer ')}`);
  const nearest = findNearest(name, names);
  const advice = nearest === null ? `there are ${names.join(', ')}` : `did you mean ${nearest}?`;
  throw new CommandError(EXIT.usage, `the policy has no issuer ${name.slice(0, 64)}: ${advice}`);
}

/** A request with such a token, to paste; the command mints anew, so that no token enters a shell's history. */
function toCurl(worker: string, rawArgs: readonly string[]): string {
  const command = [toOwnName(process.env), 'token', ...rawArgs.map(toShellWord)].join(' ');
  return `curl -i -H "authorization: Bearer $(${command})" ${worker}/`;
}
