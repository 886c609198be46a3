/**
 * The shape of what a route demands: facts, claim conditions, any and all.
 *
 * Does not: judge names, pointers or parameters; `compile/requirement.ts` does.
 */
import * as v from 'valibot';
import type { AccessEntry, ClaimCondition, RequirementEntry, RouteEntry } from '../policy.ts';
import { exceptionEntries } from './exceptions.ts';
import { manySchema, numberSchema, oneSchema, scalarSchema, scopesSchema, textSchema } from './text.ts';

const scalarListSchema = v.pipe(
  v.array(scalarSchema),
  v.nonEmpty(),
  v.metadata({ expects: 'a non-empty list of strings, numbers or booleans', hint: 'list' }),
);

/** What a claim must be: a value, or tests that must all hold. */
export const conditionSchema: v.GenericSchema<unknown, ClaimCondition> = v.pipe(
  v.union([
    scalarSchema,
    v.pipe(
      v.strictObject({
        anyOf: v.exactOptional(scalarListSchema),
        noneOf: v.exactOptional(scalarListSchema),
        contains: v.exactOptional(scalarSchema),
        exists: v.exactOptional(v.pipe(v.literal(true), v.metadata({ expects: 'true', hint: 'exists' }))),
        gte: v.exactOptional(numberSchema),
        lte: v.exactOptional(numberSchema),
        prefix: v.exactOptional(textSchema),
        param: v.exactOptional(textSchema),
      }),
      v.minEntries(1),
      v.metadata({ place: 'condition', expects: 'at least one test' }),
    ),
  ]),
  v.metadata({ expects: 'a value or an object of tests', hint: 'condition' }),
);

const nestedListSchema = v.pipe(
  v.array(v.lazy((): v.GenericSchema<unknown, RequirementEntry> => requirementSchema)),
  v.nonEmpty(),
  v.metadata({ expects: 'a non-empty list of requirements', hint: 'list' }),
);

const demandEntries = {
  scopes: v.exactOptional(scopesSchema),
  permissions: v.exactOptional(manySchema),
  roles: v.exactOptional(manySchema),
  groups: v.exactOptional(manySchema),
  claims: v.exactOptional(
    v.pipe(
      v.record(textSchema, conditionSchema),
      v.minEntries(1),
      v.metadata({ place: 'claims', expects: 'at least one claim' }),
    ),
  ),
  issuer: v.exactOptional(oneSchema),
  client: v.exactOptional(oneSchema),
  anyOf: v.exactOptional(nestedListSchema),
  allOf: v.exactOptional(nestedListSchema),
};

/** What a token must meet; never empty. */
export const requirementSchema: v.GenericSchema<unknown, RequirementEntry> = v.pipe(
  v.strictObject(demandEntries),
  v.minEntries(1),
  v.metadata({ place: 'requirement', expects: 'at least one requirement' }),
);

/** What a route demands, with what only the top of a route may hold; `compile/routes.ts` refuses one without a demand. */
export const routeSchema: v.GenericSchema<unknown, RouteEntry> = v.pipe(
  v.strictObject({ ...demandEntries, ...exceptionEntries }),
  v.minEntries(1),
  v.metadata({ place: 'route', expects: 'at least one requirement' }),
);

/** How a route is reached. */
export const accessSchema: v.GenericSchema<unknown, AccessEntry> = v.pipe(
  v.union([v.picklist(['public', 'optional', 'authenticated', 'deny']), routeSchema]),
  v.metadata({ expects: '"public", "optional", "authenticated", "deny" or a requirement', hint: 'access' }),
);
