/**
 * How a run ends: the exit codes, and the one error that carries a sentence for people.
 */

/** The exit codes; `defect` is sysexits' EX_SOFTWARE. */
export const EXIT = { ok: 0, findings: 1, usage: 2, network: 3, defect: 70 } as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a sentence on stderr and without a stack trace. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}
