/**
 * Writes plans as the ARNs of one API: granted patterns, the Denies they need, and the spellings they must not reach.
 */
import { AMBIGUOUS_FORMS, ANY_ESCAPE, listNonCanonicalEscapes } from './foreign-spellings.ts';
import { MAX_PATTERN_LENGTH } from './own.ts';
import { canOverlap } from './pattern.ts';
import type { Plan } from './plan.ts';
import { type ReadLiteral, type Written, writeDeny, writeGrant } from './render.ts';
import type { EncodedPaths } from './spelling.ts';
import { isWide } from './tokens.ts';

/** ARN patterns; a path is allowed if `granted` matches it and `denied` does not. */
export interface Patterns {
  readonly granted: readonly string[];
  readonly denied: readonly string[];
  /** `narrower`: some granted path is not matched, or may not be. */
  readonly reach: 'exact' | 'narrower';
}

/** Where and how patterns are written. */
export interface Place {
  /** `arn:...:api/stage`. */
  readonly base: string;
  readonly encodedPaths: EncodedPaths;
  readonly readLiteral: ReadLiteral;
}

interface Draft {
  readonly granted: Set<string>;
  readonly denied: Set<string>;
  reach: 'exact' | 'narrower';
}

/** The patterns of every plan together. */
export function writePlans(plans: readonly Plan[], place: Place): Patterns {
  const draft: Draft = { granted: new Set(), denied: new Set(), reach: 'exact' };
  const drawn = plans.map((plan) => ({
    plan,
    grants: plan.granted.map((entry) => writeGrant(entry, place.readLiteral)),
  }));
  for (const { plan, grants } of drawn) {
    if (plan.reach === 'narrower') draft.reach = 'narrower';
    addToEachMethod(
      draft,
      'granted',
      plan,
      place,
      grants.flatMap((written) => written.paths),
    );
    for (const entry of plan.denied) {
      const { paths, reach } = writeDeny(entry, place);
      if (reach === 'wider') draft.reach = 'narrower';
      addToEachMethod(draft, 'denied', plan, place, paths);
    }
  }
  const wide = drawn.filter(({ plan }) => plan.granted.some(isWide));
  if (wide.length > 0) addForeignSpellings(draft, wide, place);
  return { granted: withoutImplied(draft.granted), denied: withoutImplied(draft.denied), reach: draft.reach };
}

/** `p/*` says what `p/` says. */
function withoutImplied(patterns: ReadonlySet<string>): readonly string[] {
  return [...patterns].filter((pattern) => !pattern.endsWith('/') || !patterns.has(`${pattern}*`));
}

function addToEachMethod(
  draft: Draft,
  list: 'granted' | 'denied',
  plan: Plan,
  { base }: Place,
  paths: readonly string[],
): void {
  for (const method of plan.group.methods) {
    for (const path of paths) {
      const pattern = `${base}/${method}/${path}`;
      if (pattern.length <= MAX_PATTERN_LENGTH) draft[list].add(pattern);
      else {
        draft.reach = 'narrower';
        // A Deny is never left out.
        if (list === 'denied') draft.denied.add(cutShort(pattern));
      }
    }
  }
}

/** Cut short a Deny only matches more. */
function cutShort(pattern: string): string {
  return pattern.length <= MAX_PATTERN_LENGTH ? pattern : `${pattern.slice(0, MAX_PATTERN_LENGTH - 1)}*`;
}

function addForeignSpellings(
  draft: Draft,
  wide: readonly { readonly plan: Plan; readonly grants: readonly Written[] }[],
  place: Place,
): void {
  const { base, encodedPaths } = place;
  for (const form of AMBIGUOUS_FORMS) draft.denied.add(`${base}/${form}`);
  if (encodedPaths === 'canonical') {
    for (const form of listNonCanonicalEscapes()) draft.denied.add(`${base}/${form}`);
    if (includesText(draft.granted, '%25')) draft.reach = 'narrower';
    return;
  }
  if (!includesText(draft.granted, '%')) {
    draft.denied.add(`${base}/${ANY_ESCAPE}`);
    return;
  }
  // A granted literal has an escape of its own, so the Denies are drawn around it.
  for (const { plan, grants } of wide) {
    const needsEscapes = grants.some(({ paths }) => includesText(paths, '%'));
    addToEachMethod(
      draft,
      'denied',
      plan,
      place,
      needsEscapes ? grants.flatMap(({ escaped }) => escaped) : [ANY_ESCAPE],
    );
    if (needsEscapes && hasContestedEscape(grants)) draft.reach = 'narrower';
  }
}

/** Whether a Deny drawn around one grant might touch the escape of another. */
function hasContestedEscape(grants: readonly Written[]): boolean {
  return grants.some(({ paths }, index) =>
    paths
      .filter((path) => path.includes('%'))
      .some((path) =>
        grants.some(({ escaped }, other) => other !== index && escaped.some((pattern) => canOverlap(pattern, path))),
      ),
  );
}

function includesText(texts: Iterable<string>, part: string): boolean {
  for (const text of texts) if (text.includes(part)) return true;
  return false;
}
