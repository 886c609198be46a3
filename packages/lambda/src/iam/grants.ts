/**
 * What a principal is granted on each route, as the plan and its cache need it: the same for principals that differ
 * only in the text of a claim that nothing else names.
 *
 * Trust: claim values are the issuer's; one that cannot stand in an ARN grants nothing there.
 */
import { type CompiledPolicy, type Principal, type Route, solveAccess } from '@sallyport/core';
import type { Grant, GrantsByRoute } from './candidates.ts';
import type { PolicyShape } from './groups.ts';
import { isWritableClaim } from './spelling.ts';
import type { Pins } from './tokens.ts';

/** The grants of one principal. */
export interface Grants {
  readonly byRoute: GrantsByRoute;
  /** Equal keys lead to equal plans. */
  readonly key: string;
  /** The text behind a literal of the plan. */
  readonly readLiteral: (text: string) => string;
  /** `narrower`: some claim could not be written. */
  readonly reach: 'exact' | 'narrower';
}

/** The grants of a principal on every route without a host. */
export function toGrants(policy: CompiledPolicy, shape: PolicyShape, principal: Principal): Grants {
  const texts: string[] = [];
  // No route's literal holds a control character, so a name never equals one.
  const toName = (value: string): string => {
    if (shape.literals.has(value)) return value;
    const known = texts.indexOf(value);
    return `\0${known >= 0 ? known : texts.push(value) - 1}`;
  };
  let reach: Grants['reach'] = 'exact';
  const byRoute = new Map<Route, Grant>();
  const solved = new Map<string, ReturnType<typeof solveAccess>>();
  for (const route of shape.routes) {
    const { fingerprint } = route.access;
    const solutions = solved.get(fingerprint) ?? solveAccess(policy, route.access, principal);
    solved.set(fingerprint, solutions);
    const writable = solutions.filter((solution) => Object.values(solution).every(isWritableClaim));
    if (writable.length < solutions.length) reach = 'narrower';
    byRoute.set(route, toGrant(route, writable, toName));
  }
  return {
    byRoute,
    key: JSON.stringify([...byRoute.values()]),
    readLiteral: (text) => (text.startsWith('\0') ? (texts[Number(text.slice(1))] ?? '') : text),
    reach,
  };
}

function toGrant(
  route: Route,
  solutions: readonly Readonly<Record<string, string>>[],
  toName: (value: string) => string,
): Grant {
  if (solutions.length === 0) return 'never';
  const pins = solutions.map(
    (solution): Pins =>
      route.segments.map((segment) => {
        if (segment.kind === 'literal' || !Object.hasOwn(solution, segment.name)) return null;
        const value = solution[segment.name];
        return value === undefined ? null : toName(value);
      }),
  );
  return pins.some((texts) => texts.every((text) => text === null)) ? 'always' : pins;
}
