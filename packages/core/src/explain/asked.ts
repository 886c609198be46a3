/**
 * Whose condition a token does not meet, and in what words: the route's, or "require" of the issuer that it comes from.
 */
import { toPrincipal } from '../claims/principal.ts';
import type { CompiledAccess, CompiledIssuer } from '../document/compiled.ts';
import { checkRequirement } from '../requirement/evaluate.ts';
import type { Requirement } from '../requirement/requirement.ts';
import type { MissQuestion } from './near-miss.ts';
import { show, toRequirementText } from './phase-text.ts';

/** A condition that is not met, and who sets it. */
export interface Unmet {
  readonly requirement: Requirement | null;
  /** Such as `the route asks for`: what follows is the condition. */
  readonly says: string;
  /** Such as `the route`, inside a sentence. */
  readonly asker: string;
}

/** Everything that a route asks of the tokens of one issuer; with its own condition alone where that issuer adds none. */
export function toAskedText(
  { requirement }: Pick<CompiledAccess, 'requirement'>,
  issuer: CompiledIssuer | null,
): string {
  const own = toRequirementText(requirement);
  if (issuer === null || issuer.require === null) return own;
  return `${own}; "require" of the issuer ${show(issuer.name)}: ${toRequirementText(issuer.require)}`;
}

/** The first condition that the token does not meet, in the order of the decision: the route's, then its issuer's. */
export function findUnmet({ route, token, issuer, params }: MissQuestion): Unmet {
  const requirement = route?.access.requirement ?? null;
  const ofRoute: Unmet = { requirement, says: 'the route asks for', asker: 'the route' };
  if (token === null || issuer === null || issuer.require === null) return ofRoute;
  const principal = toPrincipal({ ...token.payload }, issuer);
  if (requirement !== null && checkRequirement(requirement, principal, params) !== null) return ofRoute;
  if (checkRequirement(issuer.require, principal, params) === null) return ofRoute;
  const asker = `"require" of the issuer ${show(issuer.name)}`;
  return { requirement: issuer.require, says: `${asker} asks for`, asker };
}
