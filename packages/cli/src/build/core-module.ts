/**
 * The core of a bundle: made of the parts that one built policy needs, so that a cold start reads no others.
 *
 * Does not: decide what is safe to leave out. A gate that lacks a part that its policy needs refuses to start.
 */
import type { BuiltPolicy } from '@sallyport/core';
import { isClosedPlan } from '@sallyport/core/check';

type Plan = BuiltPolicy['plan'];
type KeyKind = Plan['issuers'][number]['keys']['kind'];

const KEYS: Readonly<Record<KeyKind, string>> = {
  discovery: 'discoveredKeys',
  jwksUri: 'addressedKeys',
  template: 'addressedKeys',
  jwks: 'writtenKeys',
  hmac: 'sharedSecrets',
};

/** The source of a module in place of `@sallyport/core`. */
export function toCoreModule(plan: Plan): string {
  const keys = [...new Set(plan.issuers.map((issuer) => KEYS[issuer.keys.kind]))];
  const policy = isClosedPlan(plan) ? 'closedPolicy' : 'openPolicy';
  return `
import { ${['createAuthorizerOf', policy, ...keys].join(', ')} } from '@sallyport/core/sealed';
export * from '@sallyport/core/sealed';
export const createAuthorizer = createAuthorizerOf({ policy: ${policy}, keys: [${keys.join(', ')}] });
`;
}
