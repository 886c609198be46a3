/**
 * Judges a command's arguments before citty reads them: citty would ignore an option it does not know, and a mistyped
 * `--gate` must not silently check less.
 */
import { parseArgs } from 'node:util';
import type { ArgsDef } from 'citty';
import { findNearest } from './nearest.ts';

/** One sentence on the first argument that is wrong, or null when all are right. */
export function findArgumentProblem(
  rawArgs: readonly string[],
  definitions: ArgsDef,
  repeatable: readonly string[] = [],
): string | null {
  const options = Object.entries(definitions).filter(([, definition]) => definition.type !== 'positional');
  const positionals = Object.entries(definitions).filter(([, definition]) => definition.type === 'positional');
  const types = new Map(options.map(([name, { type }]) => [name, type === 'boolean' ? 'boolean' : 'string'] as const));
  const choices = new Map(
    options.map(([name, definition]) => [name, 'options' in definition ? definition.options : undefined] as const),
  );
  const { tokens } = parseArgs({
    args: [...rawArgs],
    options: Object.fromEntries([...types].map(([name, type]) => [name, { type }])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });

  const seen = new Set<string>();
  let words = 0;
  for (const token of tokens) {
    if (token.kind === 'positional') words += 1;
    if (token.kind !== 'option') continue;
    const type = types.get(token.name);
    if (type === undefined) return toUnknownOption(token.rawName, [...types.keys()]);
    if (seen.has(token.name) && !repeatable.includes(token.name)) return `${token.rawName} is given twice`;
    seen.add(token.name);
    if (type === 'boolean' && token.value !== undefined) return `${token.rawName} takes no value`;
    // A following option is no value: `--policy --at 5` forgot the file. A dash alone is standard input.
    const isOption = !token.inlineValue && token.value !== '-' && token.value?.startsWith('-') === true;
    const isForgotten = token.value === undefined || isOption;
    if (type === 'string' && (isForgotten || token.value === '')) return `${token.rawName} needs a value`;
    const choice = choices.get(token.name);
    if (choice?.includes(token.value ?? '') === false) return toWrongChoice(token.rawName, token.value, choice);
  }
  if (words > positionals.length) {
    return positionals.length === 0 ? 'this command takes no further words' : 'too many words: only one file is read';
  }
  for (const [name, definition] of options) {
    if ('required' in definition && definition.required === true && !seen.has(name)) return `--${name} is missing`;
  }
  return null;
}

function toWrongChoice(rawName: string, value: string | undefined, choice: readonly string[]): string {
  const nearest = findNearest(value ?? '', choice);
  return `${rawName} takes ${choice.join(' or ')}${nearest === null ? '' : `, did you mean ${nearest}?`}`;
}

function toUnknownOption(rawName: string, known: readonly string[]): string {
  const nearest = findNearest(rawName.replace(/^-+/, ''), [...known, 'help', 'version']);
  return `unknown option ${rawName}${nearest === null ? '' : `, did you mean --${nearest}?`}`;
}
