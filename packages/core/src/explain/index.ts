/**
 * `@sallyport/core/explain`: why a decision was made, for tools and people. No gate ships it.
 */
export type { ReasonCauses } from './causes/reason-causes.ts';
export { CAUSES } from './causes.ts';
export type { CredentialFacts, CredentialSign } from './credential-facts.ts';
export { createExplainer, type Explainer, type Explanation, type KeyReach, type Verdict } from './explainer.ts';
export { HINTS } from './hints.ts';
export type { MissQuestion, NearMiss } from './near-miss.ts';
export { findNearMisses } from './near-misses.ts';
export { toRequirementText } from './phase-text.ts';
export { PHASES, type PhaseName, type PhaseReport, type PhaseStatus } from './phases.ts';
export { type ClaimView, toShownClaims } from './shown-claims.ts';
