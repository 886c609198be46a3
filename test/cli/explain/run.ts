import { COMMANDS } from '../../../packages/cli/src/commands/registry.ts';
import { CommandError } from '../../../packages/cli/src/exit.ts';
import type { ExplainReport } from '../../../packages/cli/src/explain/report.ts';

export interface InProcessRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sallyport explain` in this process, as the command line does; wrong arguments become their exit code. */
export async function runExplain(args: readonly string[]): Promise<InProcessRun> {
  const entry = COMMANDS.get('explain');
  if (entry === undefined) throw new TypeError('there is no command "explain"');
  const command = await entry.load();
  const written = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const { write } = process[name];
    process[name].write = (text: string | Uint8Array): boolean => {
      written[name] += String(text);
      return true;
    };
    return () => {
      process[name].write = write;
    };
  });
  try {
    return { exitCode: await command.run(args), ...written };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { exitCode: error.exitCode, stdout: written.stdout, stderr: written.stderr + error.message };
  } finally {
    for (const undo of restore) undo();
  }
}

/** Its report, with `--json`. */
export async function explainJson(args: readonly string[]): Promise<ExplainReport & { readonly exitCode: number }> {
  const run = await runExplain([...args, '--json']);
  if (run.stdout === '') throw new TypeError(`nothing was explained: ${run.stderr}`);
  return { ...(JSON.parse(run.stdout) as ExplainReport), exitCode: run.exitCode };
}

/** The phases by name, as one word each: `failed`, `would pass`, ... */
export function toWords({ phases }: ExplainReport): Readonly<Record<string, string>> {
  return Object.fromEntries(
    phases.map(({ phase, status, wouldHave }) => [
      phase,
      wouldHave === null ? status : { passed: 'would pass', failed: 'would fail', unknown: 'unknown' }[wouldHave],
    ]),
  );
}
