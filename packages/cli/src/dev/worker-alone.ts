/**
 * A policy that only the Worker gate can serve: what `sallyport dev` says of it, and which options it cannot take then.
 */
import type * as Dev from '@sallyport/dev';
import { CommandError, EXIT } from '../exit.ts';
import { toFindingLine } from '../report/finding-line.ts';
import type { LocatedFinding } from '../source/finding.ts';
import { writeLine } from '../terminal.ts';

/** Why API Gateway is left out; the findings stand above. */
export const LEFT_OUT: string = 'the Lambda gate would not start with this policy (above)';

/** The options of `sallyport dev` that are about API Gateway alone, as they were given. */
export interface ApiGatewayOptions {
  readonly route: string | undefined;
  readonly 'api-gateway-port': string | undefined;
}

/**
 * Which gates can run, each reason against the Lambda gate written out as a warning: the run goes on without it, and a slip
 * in a policy that is meant for both gates must not pass unseen.
 *
 * @param refusals - Why the Lambda gate would not start.
 * @throws CommandError (2) where an option asks for something of an API Gateway that is left out.
 */
export function chooseGates(refusals: readonly LocatedFinding[], options: ApiGatewayOptions): Dev.TourGates {
  if (refusals.length === 0) return 'both';
  for (const finding of refusals) writeLine(toFindingLine({ ...finding, level: 'warning' }));
  for (const name of ['route', 'api-gateway-port'] as const) {
    if (options[name] === undefined) continue;
    throw new CommandError(EXIT.usage, `--${name} is for API Gateway, which is left out: ${LEFT_OUT}`);
  }
  return 'workerAlone';
}
