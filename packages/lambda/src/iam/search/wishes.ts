/**
 * What a principal must be told to have for a requirement to hold: each way in as the facts and claims of a token.
 *
 * Does not: decide. A wish that does not hold after all makes a principal that is granted less, and harms nothing.
 */
import type { ClaimPath, CompiledIssuer, Route } from '@sallyport/core';

type Requirement = NonNullable<Route['access']['requirement']>;
type ClaimLeaf = Extract<Requirement, { readonly kind: 'claim' }>;
type ManyFact = Extract<Requirement, { readonly kind: 'many' }>['fact'];

/** One way to meet a requirement. */
export interface Wish {
  readonly many: readonly { readonly fact: ManyFact; readonly value: string }[];
  /** Null where any client will do. */
  readonly client: string | null;
  readonly claims: readonly { readonly path: ClaimPath; readonly value: unknown }[];
}

/** Ways looked at for one requirement; those beyond are left out. */
export const MAX_WISHES: number = 12;

const NOTHING: Wish = { many: [], client: null, claims: [] };

/** The ways to meet a requirement with a token of an issuer. `textOf` names a claim's value where any text will do. */
export function toWishes(
  requirement: Requirement,
  issuer: CompiledIssuer,
  textOf: (claim: ClaimPath) => string,
): readonly Wish[] {
  switch (requirement.kind) {
    case 'allOf':
      return requirement.of.reduce<readonly Wish[]>(
        (ways, part) => combineWishes(ways, toWishes(part, issuer, textOf)),
        [NOTHING],
      );
    case 'anyOf': {
      const apart = requirement.of.flatMap((part) => toWishes(part, issuer, textOf)).slice(0, MAX_WISHES);
      // A token that meets several parts is granted what each of them binds its parameters to; one that meets a part that
      // binds none is granted the route whole.
      const bound = requirement.of
        .filter(bindsParam)
        .map((part) => toWishes(part, issuer, textOf))
        .filter(isSome);
      return bound.length > 1 ? [...bound.reduce(meetToo).slice(0, 1), ...apart] : apart;
    }
    case 'many': {
      const { fact, values } = requirement;
      const facts = values.map((value) => ({ fact, value }));
      return requirement.mode === 'all'
        ? [{ ...NOTHING, many: facts }]
        : facts.slice(0, MAX_WISHES).map((one) => ({ ...NOTHING, many: [one] }));
    }
    case 'issuer':
      return requirement.names.includes(issuer.name) ? [NOTHING] : [];
    case 'client':
      return requirement.ids.slice(0, MAX_WISHES).map((client) => ({ ...NOTHING, client }));
    case 'claim':
      return toValues(requirement, textOf(requirement.claim))
        .slice(0, MAX_WISHES)
        .map((value) => ({ ...NOTHING, claims: [{ path: requirement.claim, value }] }));
  }
}

function isSome(ways: readonly Wish[]): boolean {
  return ways.length > 0;
}

/** Whether a token that meets it is granted the paths of some parameter alone. */
function bindsParam(requirement: Requirement): boolean {
  if (requirement.kind === 'allOf') return requirement.of.some(bindsParam);
  if (requirement.kind === 'anyOf') return requirement.of.every(bindsParam);
  return requirement.kind === 'claim' && requirement.tests.some((test) => test.kind === 'param');
}

/** The ways of both, or the first alone where no token can go both. */
function meetToo(ones: readonly Wish[], others: readonly Wish[]): readonly Wish[] {
  const both = combineWishes(ones, others);
  return both.length > 0 ? both : ones;
}

/** Every pair of ways that one token can go together. */
export function combineWishes(ones: readonly Wish[], others: readonly Wish[]): readonly Wish[] {
  return ones
    .flatMap((one) => others.map((other) => combine(one, other)))
    .filter((wish) => wish !== null)
    .slice(0, MAX_WISHES);
}

function combine(one: Wish, other: Wish): Wish | null {
  if (one.client !== null && other.client !== null && one.client !== other.client) return null;
  const claims = [...one.claims];
  for (const claim of other.claims) {
    const at = claims.findIndex(({ path }) => path.text === claim.path.text);
    const value = at < 0 ? claim.value : unite(claims[at]?.value, claim.value);
    if (value === undefined) return null;
    if (at < 0) claims.push(claim);
    else claims[at] = { path: claim.path, value };
  }
  return { many: [...one.many, ...other.many], client: one.client ?? other.client, claims };
}

function unite(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
  return one === other ? one : undefined;
}

/** Values that meet a claim's tests, as far as one test tells; with a `param`, any text that the others take. */
function toValues({ tests }: ClaimLeaf, text: string): readonly unknown[] {
  const contained = tests.flatMap((test) => (test.kind === 'contains' ? [test.value] : []));
  if (contained.length > 0) return [contained];
  for (const test of tests) {
    if (test.kind === 'anyOf') return test.values;
    if (test.kind === 'gte' || test.kind === 'lte') return [test.bound];
    if (test.kind === 'prefix') return [`${test.prefix}${text}`];
  }
  return [text];
}
