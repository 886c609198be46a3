/**
 * What a command is to the registry: citty's definition with its argument types closed over.
 */
import { type ArgsDef, type CommandDef, renderUsage, runCommand } from 'citty';
import { findArgumentProblem } from './arguments.ts';
import { CommandError, EXIT, type ExitCode } from './exit.ts';

/** A command, ready to run. */
export interface Command {
  /** Runs with the words after the command's name; throws CommandError for wrong ones. */
  readonly run: (rawArgs: readonly string[]) => Promise<ExitCode>;
  readonly renderUsage: () => Promise<string>;
}

/** What a command's own file gives. */
export interface CommandDefinition<T extends ArgsDef> extends CommandDef<T> {
  readonly meta: { readonly name: string; readonly description: string };
  readonly args: T;
  readonly run: NonNullable<CommandDef<T>['run']>;
  /** Options that may be given more than once; `run` reads them from its raw arguments. */
  readonly repeatable?: readonly string[];
}

/** Wraps a definition whose `run` resolves to an exit code. */
export function createCommand<const T extends ArgsDef>(definition: CommandDefinition<T>): Command {
  return {
    run: async (rawArgs) => {
      const problem = findArgumentProblem(rawArgs, definition.args, definition.repeatable);
      if (problem !== null) throw new CommandError(EXIT.usage, `${problem} (sallyport ${definition.meta.name} --help)`);
      const { result } = await runCommand(definition, { rawArgs: [...rawArgs] });
      const exitCode = Object.values(EXIT).find((code) => code === result);
      if (exitCode === undefined) throw new TypeError(`sallyport ${definition.meta.name} ended without an exit code`);
      return exitCode;
    },
    renderUsage: () => {
      const { meta, args } = definition;
      return renderUsage({ meta, args: toShownArgs(args) }, { meta: { name: 'sallyport' } });
    },
  };
}

/** citty writes the choices before the descriptions, whose column the longest one sets: many are left to the description. */
const MAX_SHOWN_CHOICES = 6;

function toShownArgs(args: ArgsDef): ArgsDef {
  const shown = Object.entries(args).map(([name, definition]) => {
    const isLong = definition.type === 'enum' && (definition.options?.length ?? 0) > MAX_SHOWN_CHOICES;
    return [name, isLong ? { ...definition, type: 'string' as const } : definition] as const;
  });
  return Object.fromEntries(shown);
}
