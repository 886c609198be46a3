/**
 * The processor time that a process has taken, as Linux tells it.
 */
import { readFile } from 'node:fs/promises';

// USER_HZ, which is 100 on every Linux that Node runs on.
const MS_A_TICK = 10;

/** User and system time of a process with all its threads, in milliseconds, to the nearest 10. */
export async function readProcessorMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name before stands in brackets and may hold anything; of what follows, fields 12 and 13 are the times.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (!Number.isFinite(ticks)) throw new Error(`the system tells no processor time of process ${pid}`);
  return ticks * MS_A_TICK;
}
