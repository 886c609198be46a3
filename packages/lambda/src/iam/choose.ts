/**
 * Chooses among candidates by what exploring found: a Deny that touches anything granted is not used, and a grant that
 * reaches what the table refuses, where no Deny may stand, is dropped. So the choice never grants more than the table.
 */
import type { Outcome } from './explore.ts';
import type { Entry } from './tokens.ts';

/** The patterns to write. */
export interface Choice {
  readonly granted: readonly Entry[];
  readonly denied: readonly Entry[];
  /** `exact`: every path that the table grants is matched. */
  readonly reach: 'exact' | 'narrower';
}

/** The largest sound choice of grants, and no more Denies than they need. */
export function chooseEntries(outcomes: readonly Outcome[], denied: readonly Entry[]): Choice {
  const granting = outcomes.filter((outcome) => outcome.isGranted);
  const refusing = outcomes.filter((outcome) => !outcome.isGranted);
  const useful = new Set<Entry>();
  const harmful = new Set<Entry>();
  for (const { entries } of granting) {
    for (const entry of entries) (entry.effect === 'grant' ? useful : harmful).add(entry);
  }
  for (const { entries } of refusing) {
    const isDenied = entries.some((entry) => entry.effect === 'deny' && !harmful.has(entry));
    if (!isDenied) for (const entry of entries) useful.delete(entry);
  }
  const granted = chooseGrants(granting, useful);
  return {
    granted: [...granted],
    denied: chooseDenies(
      refusing,
      granted,
      denied.filter((entry) => !harmful.has(entry)),
    ),
    reach: granting.every(({ entries }) => entries.some((entry) => granted.has(entry))) ? 'exact' : 'narrower',
  };
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

/** A Deny for every path that a chosen grant reaches and the table refuses; earlier candidates are preferred. */
function chooseDenies(
  refusing: readonly Outcome[],
  granted: ReadonlySet<Entry>,
  candidates: readonly Entry[],
): readonly Entry[] {
  const order = new Map(candidates.map((entry, index) => [entry, index]));
  const chosen = new Set<Entry>();
  for (const { entries } of refusing) {
    if (!entries.some((entry) => granted.has(entry)) || entries.some((entry) => chosen.has(entry))) continue;
    const usable = entries.filter((entry) => order.has(entry));
    usable.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const [first] = usable;
    if (first) chosen.add(first);
  }
  return [...chosen];
}
