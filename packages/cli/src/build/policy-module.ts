/**
 * The module that a gate imports: the policy as it is built, typed, with its hash.
 */
import type { BuiltPolicy } from '@sallyport/core';
import { toLiteral } from './literal.ts';

/**
 * TypeScript source that exports the built `policy`, by name and as the default: the same text for the same policy,
 * whatever its comments and tests. `${NAME}` stays as it is written and is resolved where the gate starts.
 */
export function toPolicyModule(policy: BuiltPolicy): string {
  return [
    '// Written by `sallyport build` from the policy file. Do not edit: change the policy and build again.',
    "import type { BuiltPolicy } from '@sallyport/core';",
    '',
    `export const policy: BuiltPolicy = ${toLiteral(policy)};`,
    '',
    'export default policy;',
    '',
  ].join('\n');
}
