/**
 * Commands to paste into a shell: how this program is called there, and how a word is quoted.
 */

/** The runners that put the program of a project into reach, by how they name themselves. */
const RUNNERS: readonly (readonly [agent: string, call: string])[] = [
  ['pnpm/', 'pnpm exec sallyport'],
  ['yarn/', 'yarn sallyport'],
  ['bun/', 'bunx sallyport'],
  ['npm/', 'npx sallyport'],
];

/** The program as whoever started it calls it: most projects have it in `node_modules`, where no shell looks. */
export function toOwnName(env: Readonly<Record<string, string | undefined>>): string {
  const agent = env.npm_config_user_agent ?? '';
  return RUNNERS.find(([name]) => agent.startsWith(name))?.[1] ?? 'sallyport';
}

/** A word as a POSIX shell reads it back. */
export function toShellWord(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
