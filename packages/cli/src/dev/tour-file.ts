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
import { LEFT_OUT } from './worker-alone.ts';

/**
 * The tour beside the policy.
 *
 * @param own - The policy's own kind of API.
 * @param how - `need` is `required` for `--once`: without a tour there is nothing to make of it. `gates`: those that are served.
 * @throws CommandError (2) where it is missing though required, or is no tour; and where it is required for the Worker gate
 * alone, but expects something of API Gateway.
 */
export async function readTour(
  policyFile: string,
  tools: typeof Dev,
  own: Dev.ApiKind,
  { need, gates }: { readonly need: 'required' | 'optional'; readonly gates: Dev.TourGates },
): Promise<Dev.Tour> {
  const file = join(dirname(policyFile), 'tour.jsonc');
  const read = await readTextFile(file);
  if (read.kind === 'unreadable') {
    if (need === 'optional') return tools.parseTour([], own, gates);
    throw new CommandError(EXIT.usage, `${read.message}: --once makes the requests that it lists`);
  }
  const source = parseSource(read.text, file);
  if (source.findings.length > 0) {
    for (const finding of source.findings) writeLine(toFindingLine(finding));
    throw new CommandError(EXIT.usage, `${file} is not valid JSON with comments`);
  }
  const tour = orUsageError(file, () => tools.parseTour(source.value, own, gates));
  const part = gates === 'workerAlone' && need === 'required' ? tools.findApiGatewayPart(tour) : null;
  if (part !== null) {
    throw new CommandError(EXIT.usage, `${file}: ${part}, and API Gateway is left out: ${LEFT_OUT}`);
  }
  return tour;
}

function orUsageError(file: string, parse: () => Dev.Tour): Dev.Tour {
  try {
    return parse();
  } catch (error) {
    throw new CommandError(EXIT.usage, `${file}: ${error instanceof Error ? error.message : 'not a tour'}`);
  }
}
