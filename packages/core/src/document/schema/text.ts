/**
 * The smallest parts of the policy schema: strings, lists and scalars.
 *
 * `expects` completes "expected ..." in a finding; `hint` names the mistake that people make there (`shape/mismatch.ts`).
 */
import * as v from 'valibot';
import type { ManyOf, OneOf, Scalar } from '../policy.ts';

/** A string that says something. */
export const textSchema: v.GenericSchema<string, string> = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.metadata({ expects: 'a non-empty string' }),
);

/** A list with something in it. */
export const textListSchema: v.GenericSchema<unknown, string[]> = v.pipe(
  v.array(textSchema),
  v.nonEmpty(),
  v.metadata({ expects: 'a non-empty list of strings', hint: 'list' }),
);

/** One string, or several of which any is accepted. */
export const textOrListSchema: v.GenericSchema<unknown, string | string[]> = v.pipe(
  v.union([textSchema, textListSchema]),
  v.metadata({ expects: 'a string or a non-empty list of strings' }),
);

// RFC 6749 section 3.3; what is outside would break out of `scope="..."` in a challenge.
const scopeSchema: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/^[!#-[\]-~]+$/),
  v.metadata({ expects: 'a scope without spaces, quotes and backslashes', hint: 'scope' }),
);

const many = (item: v.GenericSchema<unknown, string>): v.GenericSchema<unknown, ManyOf> => {
  const list = v.pipe(v.array(item), v.nonEmpty(), v.metadata({ expects: 'a non-empty list', hint: 'list' }));
  return v.pipe(
    v.union([list, v.strictObject({ anyOf: list })]),
    v.metadata({ expects: 'a list (all of them) or { "anyOf": [...] } (one of them)', hint: 'list' }),
  );
};

/** Scopes that a route requires. */
export const scopesSchema: v.GenericSchema<unknown, ManyOf> = many(scopeSchema);

/** Permissions, roles or groups that a route requires. */
export const manySchema: v.GenericSchema<unknown, ManyOf> = many(textSchema);

/** A fact with one value. */
export const oneSchema: v.GenericSchema<unknown, OneOf> = v.pipe(
  v.union([textSchema, v.strictObject({ anyOf: textListSchema })]),
  v.metadata({ expects: 'a string or { "anyOf": [...] }', hint: 'one' }),
);

/** A finite number. */
export const numberSchema: v.GenericSchema<unknown, number> = v.pipe(
  v.number(),
  v.finite(),
  v.metadata({ expects: 'a finite number' }),
);

/** What a claim is compared with. */
export const scalarSchema: v.GenericSchema<unknown, Scalar> = v.pipe(
  v.union([v.string(), numberSchema, v.boolean()]),
  v.metadata({ expects: 'a string, a number, true or false' }),
);

/** A whole number between two bounds. */
export function wholeNumberSchema(least: number, most: number): v.GenericSchema<unknown, number> {
  return v.pipe(
    v.number(),
    v.integer(),
    v.minValue(least),
    v.maxValue(most),
    v.metadata({ expects: `a whole number from ${least} to ${most}` }),
  );
}

/** A share of a whole. */
export const shareSchema: v.GenericSchema<unknown, number> = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(1),
  v.metadata({ expects: 'a number from 0 to 1' }),
);

/** The written reason that every `unsafe` setting needs. */
export const whySchema: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/\S/),
  v.metadata({ expects: 'the reason in words' }),
);
