/**
 * The command line: picks the command, turns every outcome into an exit code, and never shows a stack trace.
 */
import { renderUsage } from 'citty';
import { COMMANDS } from './commands/registry.ts';
import { CommandError, EXIT, type ExitCode } from './exit.ts';
import { findNearest } from './nearest.ts';
import { endWhenReaderLeaves, flush, paint, toPlainUsage, toPrintable, writeLine, writeOut } from './terminal.ts';
import { readVersion } from './version.ts';

/** Runs one command line and resolves to its exit code. */
async function run(args: readonly string[]): Promise<ExitCode> {
  const { name, rest } = readName(args);
  if (name === '--version' || name === '-v') {
    await writeOut(`${await readVersion()}\n`);
    return EXIT.ok;
  }
  if (name === 'help' && rest.length > 0) return run([...rest, '--help']);
  if (name === '--help' || name === '-h' || name === 'help') {
    await writeOut(`${toPlainUsage(await renderRootUsage())}\n`);
    return args.length === 0 ? EXIT.usage : EXIT.ok;
  }
  const entry = COMMANDS.get(name);
  if (entry === undefined) throw new CommandError(EXIT.usage, toUnknown(name));
  const command = await entry.load();
  const end = rest.indexOf('--');
  if ((end === -1 ? rest : rest.slice(0, end)).some((word) => word === '--help' || word === '-h')) {
    await writeOut(`${toPlainUsage(await command.renderUsage())}\n`);
    return EXIT.ok;
  }
  return command.run(rest);
}

/** The command's name, of one word or two, and the words after it. */
function readName(args: readonly string[]): { readonly name: string; readonly rest: readonly string[] } {
  const [first = '--help', ...rest] = args;
  const pair = `${first} ${rest[0]}`;
  return COMMANDS.has(pair) ? { name: pair, rest: rest.slice(1) } : { name: first, rest };
}

async function renderRootUsage(): Promise<string> {
  const subCommands = [...COMMANDS].map(([name, { description }]) => [name, { meta: { name, description } }] as const);
  const description = 'One route policy, enforced at two gates';
  const meta = { name: 'sallyport', version: await readVersion(), description };
  return renderUsage({ meta, subCommands: Object.fromEntries(subCommands) });
}

function toUnknown(name: string): string {
  const kind = name.startsWith('-') ? 'option' : 'command';
  const options = ['--help', '--version'];
  const names = [...COMMANDS.keys(), 'help'];
  const longer = [...names, ...options].find((known) => known.startsWith(`${name} `) || known === `--${name}`) ?? null;
  const nearest = longer ?? findNearest(name, kind === 'command' ? names : options);
  const advice = nearest === null ? 'see sallyport --help' : `did you mean ${nearest}?`;
  return `unknown ${kind} ${toPrintable(name.slice(0, 64))}, ${advice}`;
}

function report(error: unknown): ExitCode {
  if (error instanceof CommandError) {
    writeLine(`${paint('red', 'sallyport:')} ${toPrintable(error.message)}`);
    return error.exitCode;
  }
  // A SyntaxError quotes what it read, which may be a token.
  const name = error instanceof Error ? error.name : 'unknown error';
  const message = error instanceof Error && !(error instanceof SyntaxError) ? `: ${error.message.split('\n')[0]}` : '';
  writeLine(
    `${paint('red', 'sallyport:')} this is a defect in sallyport, please report it (${toPrintable(name + message)})`,
  );
  return EXIT.defect;
}

endWhenReaderLeaves(EXIT.usage);
const exitCode = await run(process.argv.slice(2)).catch(report);
await flush();
// Timers of key sources and idle connections would keep the process for seconds after its last line.
process.exit(exitCode);
