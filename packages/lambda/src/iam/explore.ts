/**
 * Walks every path that a document's wide patterns can reach, by classes of segments, and compares pattern and table.
 *
 * Complete: a segment is either a text that the table, a pin or a pattern names, or behaves like every other, and both
 * readings have finitely many states; so each path, however long, has the outcome of one that is visited.
 */
import { type Ending, type GlobNode, readGlobSegment } from './globs.ts';
import { type Match, type Reading, type RouteNode, readSegment, startReading, toMatch } from './reading.ts';
import type { Entry, Token } from './tokens.ts';

/** A class of paths: what the table says of it, and the patterns that match it. */
export interface Outcome {
  /** `absent`: no route has such a path, and the API passes no others on. */
  readonly kind: 'granted' | 'refused' | 'absent';
  readonly entries: readonly Entry[];
  /** The route that decides the class. */
  readonly match: Match | null;
  /** One path of the class. */
  readonly trail: Trail | null;
}

/** A path, last segment first; a null text is any that nothing names. */
export interface Trail {
  readonly text: string | null;
  readonly before: Trail | null;
}

/** What is compared. */
export interface Comparison {
  readonly routes: RouteNode;
  /**
   * The patterns of which one matches every path that arrives, whatever its method; null where any path may arrive.
   */
  readonly arriving: RouteNode | null;
  readonly globs: GlobNode;
  /** The texts that pins name. */
  readonly pinned: ReadonlySet<string>;
  readonly isGranted: (match: Match) => boolean;
}

interface State {
  readonly reading: Reading;
  /** The same path against every pattern that decides whether it arrives. */
  readonly arriving: Reading | null;
  readonly nodes: readonly GlobNode[];
  readonly endings: readonly Ending[];
  readonly trail: Trail | null;
}

// Far above what real tables need; a table built to explode the states gets no wide grant instead.
const MAX_POSITIONS = 200_000;
const PLAIN: readonly Ending[] = ['plain'];
const ENDINGS: readonly Ending[] = ['plain', 'slash'];
const NO_PINS: ReadonlySet<string> = new Set();

/** The outcomes of every path that a wide grant can match; null where there are more than will be visited. */
export function exploreWideGrants(comparison: Comparison): readonly Outcome[] | null {
  const outcomes: Outcome[] = [];
  const seen = new Set<string>();
  const queue: State[] = [toStart(comparison)];
  let positions = 0;
  if (!comparison.globs.leadsToWideGrant) return outcomes;
  for (const state of queue) {
    addOutcomes(outcomes, comparison, state);
    for (const segment of toSegments(comparison, state)) {
      const next = toNext(comparison, state, segment);
      if (!next.nodes.some((node) => node.leadsToWideGrant)) continue;
      const key = toStateKey(next);
      if (seen.has(key)) continue;
      positions += next.reading.open.length + (next.arriving?.open.length ?? 0) + next.nodes.length;
      if (positions > MAX_POSITIONS) return null;
      seen.add(key);
      queue.push(next);
    }
  }
  return outcomes;
}

/** The outcomes of the one path that literal tokens name, with and without a trailing slash. */
export function exploreLiterals(comparison: Comparison, tokens: readonly Token[]): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  let state = toStart(comparison);
  for (const token of tokens) state = toNext(comparison, state, token.kind === 'literal' ? token.text : null);
  addOutcomes(outcomes, comparison, state);
  return outcomes;
}

function toStart({ routes, arriving, globs }: Comparison): State {
  return {
    reading: startReading(routes),
    arriving: arriving && startReading(arriving),
    nodes: [globs],
    // The root has no second spelling: `GET//` is ambiguous.
    endings: PLAIN,
    trail: null,
  };
}

function toNext({ pinned }: Comparison, state: State, segment: string | null): State {
  return {
    reading: readSegment(state.reading, segment, pinned),
    arriving: state.arriving && readSegment(state.arriving, segment, NO_PINS),
    nodes: readGlobSegment(state.nodes, segment),
    endings: ENDINGS,
    trail: { text: segment, before: state.trail },
  };
}

function toStateKey({ reading, arriving, nodes }: State): string {
  let key = arriving ? `${reading.key}#${arriving.key}#` : `${reading.key}#`;
  for (const node of nodes) key += ` ${node.id}`;
  return key;
}

function addOutcomes(outcomes: Outcome[], comparison: Comparison, state: State): void {
  const { nodes, endings, trail } = state;
  const match = toMatch(state.reading);
  const kind = toKind(comparison, state, match);
  const read = nodes.some((node) => node.readsSlashApart) ? endings : PLAIN;
  for (const ending of read) {
    const entries = nodes.flatMap((node) => node.matches[ending]);
    if (entries.length > 0) outcomes.push({ kind, entries, match, trail });
  }
}

function toKind(comparison: Comparison, { arriving }: State, match: Match | null): Outcome['kind'] {
  if (match !== null) return comparison.isGranted(match) ? 'granted' : 'refused';
  return arriving === null || toMatch(arriving) !== null ? 'refused' : 'absent';
}

/** Every text that leads on from here differently than another text, and null for all of those. */
function toSegments({ pinned }: Comparison, { reading, arriving, nodes }: State): Iterable<string | null> {
  const segments = new Set<string | null>([null]);
  for (const { node } of reading.open) {
    for (const text of node.literals.keys()) segments.add(text);
    if (node.param) for (const text of pinned) segments.add(text);
  }
  for (const { node } of arriving?.open ?? []) for (const text of node.literals.keys()) segments.add(text);
  for (const node of nodes) for (const text of node.literals.keys()) segments.add(text);
  return segments;
}
