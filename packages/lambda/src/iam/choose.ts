/**
 * Chooses among candidates by what exploring found: a Deny that touches anything granted is not used, and a grant that
 * reaches what the table refuses, where no Deny may stand, is dropped. So the choice never grants more than the table.
 *
 * Paths that never arrive are denied where a Deny is at hand, and cost no grant where none is.
 */
import { toSegmentText } from '@sallyport/core';
import type { Outcome } from './explore.ts';
import type { Entry } from './tokens.ts';

/** The patterns to write. */
export interface Choice {
  readonly granted: readonly Entry[];
  readonly denied: readonly Entry[];
  /** Denies of what no grant reaches, for a document that cannot deny by exception; none touches anything granted. */
  readonly spare: readonly Entry[];
  /** `exact`: every path that the table grants is matched. */
  readonly reach: 'exact' | 'narrower';
}

/** The largest sound choice of grants, and no more Denies than they need. */
export function chooseEntries(outcomes: readonly Outcome[], candidates: readonly Entry[]): Choice {
  const granting = outcomes.filter(({ kind }) => kind === 'granted');
  const others = outcomes.filter(({ kind }) => kind !== 'granted');
  const harmful = findHarmful(granting);
  const useful = new Set(granting.flatMap(({ entries }) => entries.filter(isGrant)));
  for (const outcome of others) {
    if (isUncovered(outcome, harmful)) for (const entry of outcome.entries) useful.delete(entry);
  }
  const usable = candidates.filter((entry) => !harmful.has(entry));
  const granted = withoutCovered(chooseGrants(granting, useful), granting);
  const reached = others.filter(({ entries }) => entries.some((entry) => granted.has(entry)));
  const denied = withoutCovered(chooseDenies(reached, usable), reached);
  return {
    granted: [...granted],
    denied: [...denied],
    spare: usable.filter((entry) => !denied.has(entry)),
    reach: granting.every(({ entries }) => entries.some((entry) => granted.has(entry))) ? 'exact' : 'narrower',
  };
}

/** The Denies that touch what is granted. */
export function findHarmful(outcomes: readonly Outcome[]): ReadonlySet<Entry> {
  const granting = outcomes.filter(({ kind }) => kind === 'granted');
  return new Set(granting.flatMap(({ entries }) => entries.filter((entry) => !isGrant(entry))));
}

/** Whether a grant reaches a class of paths that is refused, where no Deny may stand. */
export function isUncovered({ kind, entries }: Outcome, harmful: ReadonlySet<Entry>): boolean {
  return (
    kind === 'refused' && entries.some(isGrant) && !entries.some((entry) => !isGrant(entry) && !harmful.has(entry))
  );
}

/** Whether an entry grants. */
export function isGrant({ effect }: Entry): boolean {
  return effect === 'grant';
}

/** Every primary grant, then the widest fallbacks for what these leave out. */
function chooseGrants(granting: readonly Outcome[], useful: ReadonlySet<Entry>): ReadonlySet<Entry> {
  const chosen = new Set([...useful].filter((entry) => entry.rank === 'primary'));
  const fallbacks = [...useful].filter((entry) => entry.rank === 'fallback');
  fallbacks.sort((a, b) => a.tokens.length - b.tokens.length);
  for (const { entries } of granting) {
    if (entries.some((entry) => chosen.has(entry))) continue;
    const fallback = fallbacks.find((entry) => entries.includes(entry));
    if (fallback) chosen.add(fallback);
  }
  return chosen;
}

/** A Deny for every class that can have one; earlier candidates are preferred. */
function chooseDenies(reached: readonly Outcome[], candidates: readonly Entry[]): ReadonlySet<Entry> {
  const order = new Map(candidates.map((entry, index) => [entry, index]));
  const chosen = new Set<Entry>();
  for (const { entries } of reached) {
    if (entries.some((entry) => chosen.has(entry))) continue;
    const usable = entries.filter((entry) => order.has(entry));
    usable.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const [first] = usable;
    if (first) chosen.add(first);
  }
  return chosen;
}

/**
 * The chosen entries without those that say nothing of their own, narrow ones first: each class that such an entry
 * matches is matched by another that stays.
 */
function withoutCovered(chosen: ReadonlySet<Entry>, outcomes: readonly Outcome[]): ReadonlySet<Entry> {
  const removable = [...chosen].filter(isSpelledOneWay);
  if (removable.length === 0 || chosen.size < 2) return chosen;
  const counts = new Map<Outcome, number>();
  const classes = new Map<Entry, Outcome[]>(removable.map((entry) => [entry, []]));
  for (const outcome of outcomes) {
    let count = 0;
    for (const entry of outcome.entries) {
      if (!chosen.has(entry)) continue;
      count += 1;
      classes.get(entry)?.push(outcome);
    }
    counts.set(outcome, count);
  }
  const kept = new Set(chosen);
  removable.sort((a, b) => b.tokens.length - a.tokens.length);
  for (const entry of removable) {
    const matched = classes.get(entry) ?? [];
    if (!matched.every((outcome) => (counts.get(outcome) ?? 0) > 1)) continue;
    kept.delete(entry);
    for (const outcome of matched) counts.set(outcome, (counts.get(outcome) ?? 0) - 1);
  }
  return kept;
}

/** A literal that needs an escape, or a claim, is not implied by a wildcard: escapes are denied under those. */
export function isSpelledOneWay({ tokens }: Entry): boolean {
  return tokens.every((token) => token.kind !== 'literal' || toSegmentText(token.text) === token.text);
}
