/**
 * Which issuers' tokens can meet a requirement, by its issuer leaves alone.
 *
 * A gate reads credentials only where these issuers send them.
 */
import type { Requirement } from '../../requirement/requirement.ts';

/** Names of the issuers whose tokens can meet the requirement: parts of an `allOf` intersect, those of an `anyOf` unite. */
export function toAcceptedIssuers(requirement: Requirement, all: readonly string[]): readonly string[] {
  switch (requirement.kind) {
    case 'issuer':
      return all.filter((name) => requirement.names.includes(name));
    case 'allOf':
      return requirement.of.reduce((accepted, part) => toAcceptedIssuers(part, accepted), all);
    case 'anyOf': {
      const accepted = new Set(requirement.of.flatMap((part) => toAcceptedIssuers(part, all)));
      return all.filter((name) => accepted.has(name));
    }
    default:
      return all;
  }
}

/** The first part that no issuer's token can meet, or null: a branch that is dead was meant otherwise. */
export function findUnreachable(requirement: Requirement, all: readonly string[]): Requirement | null {
  if (requirement.kind === 'anyOf') {
    for (const part of requirement.of) {
      const dead = findUnreachable(part, all);
      if (dead !== null) return dead;
    }
    return null;
  }
  if (requirement.kind === 'allOf') {
    const accepted = toAcceptedIssuers(requirement, all);
    if (accepted.length === 0 && all.length > 0) return requirement;
    for (const part of requirement.of) {
      const dead = findUnreachable(part, accepted);
      if (dead !== null) return dead;
    }
    return null;
  }
  return all.length > 0 && toAcceptedIssuers(requirement, all).length === 0 ? requirement : null;
}
