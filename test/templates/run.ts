/** How the programs of a user are started. */

/** Runs a program to its end and hands back what it printed. Throws with all of it where the program fails. */
export type Run = (
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly input?: string; readonly env?: Readonly<Record<string, string>> },
) => string;
