/**
 * `check --openapi`: compares a judged policy with the description of the API behind its gates.
 */
import { CommandError, EXIT } from '../../exit.ts';
import type { JudgedPolicy } from '../../source/judge.ts';
import { type Comparison, compareApi } from './compare.ts';
import { readApi } from './read.ts';

/**
 * Compares.
 *
 * @param base - The one path that the gate stands before; null for those of the description's servers.
 * @throws CommandError (2) for a file that is no description, and for a base that is no path.
 */
export async function findApiFindings(
  { compiled }: JudgedPolicy,
  file: string,
  base: string | null,
): Promise<Comparison> {
  if (base !== null && !/^\/[^?#{}\s]*$/.test(base)) {
    throw new CommandError(EXIT.usage, '--openapi-base takes a path, such as /v1');
  }
  const read = await readApi(file);
  if (read.kind === 'broken') return { ofApi: read.findings, ofPolicy: [], notes: [] };
  if (compiled !== null) return compareApi(read.api, compiled, base);
  return { ofApi: [], ofPolicy: [], notes: [`${file} was not compared: the policy has errors`] };
}
