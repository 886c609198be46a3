/**
 * The one file of this package that reads the process it runs in: its environment variables and its log.
 */

/** The process's environment, or nothing where there is no process. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  const process: unknown = Reflect.get(globalThis, 'process');
  if (typeof process !== 'object' || process === null || !('env' in process)) return {};
  const { env } = process;
  if (typeof env !== 'object' || env === null) return {};
  const pairs = Object.entries(env).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(pairs);
}

/** Writes one JSON line, which Lambda takes as one log event. */
export function writeLogLine(record: object): void {
  console.log(JSON.stringify(record));
}
