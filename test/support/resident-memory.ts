/**
 * What a process holds in memory, as the system tells it.
 */
import { readFile } from 'node:fs/promises';

/**
 * Resident memory of a process, in bytes.
 *
 * @throws Error where the process is gone, or the system has no `/proc`.
 */
export async function readResidentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} tells no resident memory`);
  return Number(kilobytes) * 1024;
}
