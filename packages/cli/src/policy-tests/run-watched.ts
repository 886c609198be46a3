/**
 * `sallyport test --watch`: a run after each change of the policy, until it is interrupted.
 */
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { paint, toPrintable, writeLine } from '../terminal.ts';
import { type StopWatching, watchFile } from './watch.ts';

/** Runs at once and after each change; resolves on Ctrl-C: 0 where the last run was fine, else 1. */
export async function runWatched(file: string, run: () => Promise<ExitCode>): Promise<ExitCode> {
  const interrupted = untilInterrupted();
  let last: ExitCode = EXIT.ok;
  let watching: Promise<StopWatching> | undefined;
  const runOnce = async (): Promise<void> => {
    const time = new Date().toTimeString().slice(0, 8);
    writeLine(paint('bold', `--- ${toPrintable(file)}, ${time} ---`));
    last = await run().catch((error: unknown) => {
      // Half a file is what an editor may have written so far: the next save will tell.
      if (!(error instanceof CommandError)) throw error;
      writeLine(`${paint('red', 'sallyport:')} ${toPrintable(error.message)}`);
      return error.exitCode;
    });
    writeLine(paint('dim', 'watching for changes, Ctrl-C ends'));
  };
  const failed = new Promise<never>((_settle, fail) => {
    watching = watchFile(file, () => runOnce().catch(fail));
    watching.catch(fail);
  });
  await Promise.race([interrupted, failed]);
  await watching?.then((stop) => stop());
  return last === EXIT.ok ? EXIT.ok : EXIT.findings;
}

function untilInterrupted(): Promise<void> {
  return new Promise((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => settle());
  });
}
