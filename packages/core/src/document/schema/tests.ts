/**
 * The shape of the policy's own table of expectations.
 */
import * as v from 'valibot';
import type { SupposedToken, TestEntry } from '../policy.ts';
import { textSchema } from './text.ts';

const heldSchema = v.pipe(v.array(v.string()), v.metadata({ expects: 'a list of strings', hint: 'list' }));

/** A token that nobody signed. */
export const supposedTokenSchema: v.GenericSchema<unknown, SupposedToken> = v.pipe(
  v.strictObject({
    issuer: textSchema,
    scopes: v.exactOptional(heldSchema),
    roles: v.exactOptional(heldSchema),
    permissions: v.exactOptional(heldSchema),
    groups: v.exactOptional(heldSchema),
    claims: v.exactOptional(v.record(v.string(), v.unknown())),
  }),
  v.metadata({ place: 'token' }),
);

/** One expectation. */
export const testSchema: v.GenericSchema<unknown, TestEntry> = v.pipe(
  v.strictObject({
    request: textSchema,
    token: v.exactOptional(supposedTokenSchema),
    expect: textSchema,
  }),
  v.metadata({ place: 'test' }),
);

/** Every expectation. */
export const testsSchema: v.GenericSchema<unknown, TestEntry[]> = v.pipe(
  v.array(testSchema),
  v.metadata({ expects: 'a list of tests' }),
);
