/**
 * Reads the tour beside a policy.
 */
import { dirname, join } from 'node:path';
import type * as Dev from '@sallyport/dev';
import { CommandError, EXIT } from '../exit.ts';
import { toFindingLine } from '../report/finding-line.ts';
import { parseSource } from '../source/parse.ts';
import { readTextFile } from '../source/read.ts';
import { writeLine } from '../terminal.ts';

/**
 * The tour beside the policy.
 *
 * @param need - `required` for `--once`: without a tour there is nothing to make of it.
 * @throws CommandError (2) where it is missing though required, or is no tour.
 */
export async function readTour(
  policyFile: string,
  tools: typeof Dev,
  own: Dev.ApiKind,
  need: 'required' | 'optional',
): Promise<Dev.Tour> {
  const file = join(dirname(policyFile), 'tour.jsonc');
  const read = await readTextFile(file);
  if (read.kind === 'unreadable') {
    if (need === 'optional') return { kinds: [own], connect: null, rows: [] };
    throw new CommandError(EXIT.usage, `${read.message}: --once makes the requests that it lists`);
  }
  const source = parseSource(read.text, file);
  try {
    if (source.findings.length === 0) return tools.parseTour(source.value, own);
  } catch (error) {
    throw new CommandError(EXIT.usage, `${file}: ${error instanceof Error ? error.message : 'not a tour'}`);
  }
  for (const finding of source.findings) writeLine(toFindingLine(finding));
  throw new CommandError(EXIT.usage, `${file} is not valid JSON with comments`);
}
