/**
 * The module that a gate imports: the policy document, typed, with its hash.
 */
import { expandPolicy, hashPolicy, type PolicyDocument } from '@sallyport/core';
import { toLiteral } from './literal.ts';

/**
 * TypeScript source that exports the built `policy`, by name and as the default: the same text for the same policy,
 * whatever its comments and tests. `${NAME}` stays as it is written and is resolved where the gate starts.
 */
export async function compilePolicyModule(document: PolicyDocument): Promise<string> {
  const expanded = expandPolicy(document);
  return toModule('BuiltPolicy', { sha256: await hashPolicy(expanded), document: expanded });
}

/**
 * The same for a policy that is not built, such as one with a loopback issuer: a gate takes it as it takes an inline
 * one, without holding it to public hosts. For work on one machine; `build` never writes this.
 */
export function compileDocumentModule(document: PolicyDocument): string {
  return toModule('PolicyDocument', expandPolicy(document));
}

function toModule(type: 'BuiltPolicy' | 'PolicyDocument', policy: object): string {
  return [
    '// Written by `sallyport build` from the policy file. Do not edit: change the policy and build again.',
    `import type { ${type} } from '@sallyport/core';`,
    '',
    `export const policy: ${type} = ${toLiteral(policy)};`,
    '',
    'export default policy;',
    '',
  ].join('\n');
}
