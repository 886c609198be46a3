/**
 * The one file of this package that touches the process it runs in: its environment variables, its log, its threads.
 */

/** The process's environment, or nothing where there is no process. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  const pairs = Object.entries(findEnvironment() ?? {});
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** One variable as it is now: the runtime sets some anew for each invocation. */
export function readVariable(name: string): string | undefined {
  const value: unknown = Reflect.get(findEnvironment() ?? {}, name);
  return typeof value === 'string' ? value : undefined;
}

/**
 * Has the runtime load its cryptography and start its threads, which the first event would otherwise wait for.
 *
 * Nothing depends on it: where it fails, the first verification finds out.
 */
export function warmCryptography(): void {
  crypto.subtle.digest('SHA-256', new Uint8Array()).catch(() => undefined);
}

/** Writes one JSON line, which Lambda takes as one log event. */
export function writeLogLine(record: object): void {
  console.log(JSON.stringify(record));
}

function findEnvironment(): object | null {
  const process: unknown = Reflect.get(globalThis, 'process');
  if (typeof process !== 'object' || process === null || !('env' in process)) return null;
  const { env } = process;
  return typeof env === 'object' ? env : null;
}
