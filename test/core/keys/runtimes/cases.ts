/**
 * One key source for each case: a scenario, where the keys are named, and whether work may outlive its request.
 *
 * A case has an issuer and a source of its own, so that one process serves them all, cold.
 */

/** One case. */
export interface Case {
  /** Also the path of its issuer. */
  readonly name: string;
  readonly location: 'jwksUri' | 'discovery';
  /** `kept`: requests hand over `waitUntil`. */
  readonly work: 'kept' | 'unkept';
}

/** The four cases of a scenario. */
export function toCases(scenario: string): readonly Case[] {
  return (['jwksUri', 'discovery'] as const).flatMap((location) =>
    (['kept', 'unkept'] as const).map((work) => ({ name: `${scenario}-${location}-${work}`, location, work })),
  );
}
