/**
 * What tools need of the core and no gate does: every finding, warnings included, hints, and the build of a policy.
 */
export { buildPolicy } from './document/build.ts';
export { type CheckOptions, type CheckResult, checkPolicy } from './document/check.ts';
export { isClosedPlan } from './document/closed.ts';
export { findLambdaLimits } from './document/lambda-limits.ts';
export type { PolicyPlan } from './document/plan.ts';
export { HINTS } from './explain/hints.ts';
