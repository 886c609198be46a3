/** Asks a library that resolves or throws. */
import { inspect } from 'node:util';
import type { Answer } from '../row.ts';

/** The answer that a call comes to. */
export async function askLibrary(verify: () => Promise<unknown>): Promise<Answer> {
  try {
    await verify();
    return { isAccepted: true, how: 'resolved', text: '' };
  } catch (error) {
    return { isAccepted: false, how: toHow(error), text: inspect(error, { depth: 5 }) };
  }
}

/** An error's code where it has one, else the name of its class. */
function toHow(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.constructor.name;
}
