/**
 * The principals that a policy can tell apart: one for each set of requirements that a token can meet together.
 *
 * Routes with equal requirements are granted together, so sets of requirements are gone through, not sets of routes.
 */
import type { ClaimPath, CompiledIssuer, CompiledPolicy, Principal, Route } from '@sallyport/core';
import { combineWishes, toWishes, type Wish } from './wishes.ts';

const NOTHING: readonly Wish[] = [{ many: [], client: null, claims: [] }];

/**
 * Principals of every issuer for the routes' requirements: first those with the fewest and with the most, then the rest,
 * without end in sight where there are many requirements: the caller stops.
 *
 * @param toText - The value of a claim where any text will do, by its number: one that no route is likely to name.
 */
export function* supposePrincipals(
  policy: CompiledPolicy,
  routes: readonly Route[],
  toText: (claim: number) => string,
): Generator<Principal, void, undefined> {
  const issuers = new Map(policy.issuers.map((issuer) => [issuer.name, issuer]));
  for (const issuer of issuers.values()) {
    const textOf = createTexts(toText);
    const own = issuer.require === null ? NOTHING : toWishes(issuer.require, issuer, textOf);
    const groups = toGroups(routes, issuer, textOf);
    // Without the issuer's own requirement a token still opens what is public.
    yield toPrincipal(issuer, NOTHING[0]);
    for (const chosen of listSubsets(groups)) {
      const ways = chosen.reduce<readonly Wish[]>(combineWishes, own);
      for (const way of ways) yield toPrincipal(issuer, way);
    }
  }
}

/** The ways into each group of routes with identical requirements. */
function toGroups(
  routes: readonly Route[],
  issuer: CompiledIssuer,
  textOf: (claim: ClaimPath) => string,
): readonly (readonly Wish[])[] {
  const byAccess = new Map(routes.map(({ access }) => [access.fingerprint, access]));
  return [...byAccess.values()]
    .flatMap(({ requirement }) => (requirement === null ? [] : [toWishes(requirement, issuer, textOf)]))
    .filter((ways) => ways.length > 0);
}

/** Every subset, by how few it takes or leaves out: none, all, each one, all but each one, each two, ... */
function* listSubsets<T>(all: readonly T[]): Generator<readonly T[], void, undefined> {
  for (let size = 0; size <= all.length / 2; size += 1) {
    for (const chosen of listOfSize(all, size)) {
      yield chosen;
      if (size * 2 < all.length) yield all.filter((one) => !chosen.includes(one));
    }
  }
}

function* listOfSize<T>(all: readonly T[], size: number, from = 0): Generator<readonly T[], void, undefined> {
  if (size === 0) yield [];
  for (let at = from; size > 0 && at <= all.length - size; at += 1) {
    const first = all.slice(at, at + 1);
    for (const rest of listOfSize(all, size - 1, at + 1)) yield [...first, ...rest];
  }
}

/** One text a claim. */
function createTexts(toText: (claim: number) => string): (claim: ClaimPath) => string {
  const names = new Map<string, string>();
  return ({ text }) => {
    const known = names.get(text) ?? toText(names.size);
    names.set(text, known);
    return known;
  };
}

function toPrincipal({ name, iss }: CompiledIssuer, wish: Wish | undefined): Principal {
  const list = (fact: Wish['many'][number]['fact']): readonly string[] => [
    ...new Set(wish?.many.flatMap((one) => (one.fact === fact ? [one.value] : []))),
  ];
  const claims: Record<string, unknown> = {};
  for (const { path, value } of wish?.claims ?? []) setClaim(claims, path.steps, value);
  return {
    issuer: name,
    iss,
    subject: null,
    clientId: wish?.client ?? null,
    tenant: null,
    scopes: list('scopes'),
    permissions: list('permissions'),
    roles: list('roles'),
    groups: list('groups'),
    tokenId: null,
    issuedAt: null,
    // Far enough ahead for every document to end by its own bound.
    expiresAt: Number.MAX_SAFE_INTEGER,
    claims,
  };
}

function setClaim(claims: Record<string, unknown>, [step, ...rest]: readonly string[], value: unknown): void {
  if (step === undefined) return;
  if (rest.length === 0) {
    Object.defineProperty(claims, step, { value, enumerable: true, writable: true, configurable: true });
    return;
  }
  const known = Object.hasOwn(claims, step) ? claims[step] : undefined;
  const inner: Record<string, unknown> = typeof known === 'object' && known !== null ? { ...known } : {};
  setClaim(inner, rest, value);
  Object.defineProperty(claims, step, { value: inner, enumerable: true, writable: true, configurable: true });
}
