/**
 * The options of `sallyport token` that are read from text: lists, claims and a length of time.
 */
import { parseArgs } from 'node:util';
import { CommandError, EXIT } from '../exit.ts';

/** The options that may be given more than once. */
export const REPEATABLE = ['scope', 'role', 'group', 'permission', 'claim'] as const;

/** What was given more than once, or once. */
export type Repeated = Readonly<Record<(typeof REPEATABLE)[number], readonly string[]>>;

/** Reads the repeated options from a command's raw arguments; one `--scope` may hold several words. */
export function readRepeated(rawArgs: readonly string[]): Repeated {
  const options = Object.fromEntries(REPEATABLE.map((name) => [name, { type: 'string', multiple: true } as const]));
  const { values } = parseArgs({ args: [...rawArgs], options, strict: false, allowPositionals: true });
  const read = (name: string): readonly string[] => {
    const given = values[name];
    return Array.isArray(given) ? given.filter((value) => typeof value === 'string') : [];
  };
  const scope = read('scope').flatMap((text) => text.split(' ').filter((word) => word !== ''));
  return { scope, role: read('role'), group: read('group'), permission: read('permission'), claim: read('claim') };
}

/**
 * Reads `name=value` pairs. A name is taken verbatim; a value is JSON where it parses as such, text otherwise.
 *
 * @throws CommandError (2) for a text without a name or `=`, or a name given twice.
 */
export function parseClaims(texts: readonly string[]): Readonly<Record<string, unknown>> {
  const claims = new Map<string, unknown>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    if (at < 1) throw new CommandError(EXIT.usage, '--claim takes name=value, such as --claim tier=gold');
    if (claims.has(name)) throw new CommandError(EXIT.usage, `--claim ${name} is given twice: write a list as JSON`);
    claims.set(name, parseValue(text.slice(at + 1)));
  }
  return Object.fromEntries(claims);
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const MAX_SECONDS = 3650 * 86_400;

/** Seconds of a length of time such as `10m`; a negative one has passed. @throws CommandError (2) for any other text. */
export function parseDuration(text: string): number {
  const [, sign, digits, unit = 's'] = /^(-?)(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  const seconds = Number(digits) * (UNIT_SECONDS[unit] ?? 1) * (sign === '-' ? -1 : 1);
  if (digits !== undefined && Math.abs(seconds) <= MAX_SECONDS) return seconds;
  throw new CommandError(EXIT.usage, '--expires takes a time such as 90s, 10m, 1h or 2d; --expires=-1h has passed');
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
