/**
 * Walks every path that a document's wide patterns can reach, by classes of segments, and compares pattern and table.
 *
 * Complete: a segment is either a text that the table, a pin or a pattern names, or behaves like every other, and both
 * readings have finitely many states; so each path, however long, has the outcome of one that is visited.
 */
import { type Ending, type GlobNode, readGlobSegment } from './globs.ts';
import { type Match, type Reading, type RouteNode, readSegment, startReading, toMatch } from './reading.ts';
import type { Entry, Token } from './tokens.ts';

/** A class of paths: whether the table grants it, and the patterns that match it. */
export interface Outcome {
  readonly isGranted: boolean;
  readonly entries: readonly Entry[];
}

/** What is compared. */
export interface Comparison {
  readonly routes: RouteNode;
  readonly globs: GlobNode;
  /** The texts that pins name. */
  readonly pinned: ReadonlySet<string>;
  readonly isGranted: (match: Match) => boolean;
}

interface State {
  readonly reading: Reading;
  readonly nodes: readonly GlobNode[];
  readonly endings: readonly Ending[];
}

// Far above what real tables need; a table built to explode the states gets no wide grant instead.
const MAX_POSITIONS = 200_000;
const PLAIN: readonly Ending[] = ['plain'];
const ENDINGS: readonly Ending[] = ['plain', 'slash'];

/** The outcomes of every path that a wide grant can match; null where there are more than will be visited. */
export function exploreWideGrants(comparison: Comparison): readonly Outcome[] | null {
  const { globs, routes, pinned } = comparison;
  const outcomes: Outcome[] = [];
  const seen = new Set<string>();
  // The root has no second spelling: `GET//` is ambiguous.
  const queue: State[] = [{ reading: startReading(routes), nodes: [globs], endings: PLAIN }];
  let positions = 0;
  if (!globs.leadsToWideGrant) return outcomes;
  for (const state of queue) {
    addOutcomes(outcomes, comparison, state);
    for (const segment of toSegments(state)) {
      const reading = readSegment(state.reading, segment, pinned);
      const nodes = readGlobSegment(state.nodes, segment);
      if (!nodes.some((node) => node.leadsToWideGrant)) continue;
      const key = toStateKey(reading, nodes);
      if (seen.has(key)) continue;
      positions += reading.open.length + nodes.length;
      if (positions > MAX_POSITIONS) return null;
      seen.add(key);
      queue.push({ reading, nodes, endings: ENDINGS });
    }
  }
  return outcomes;
}

function toStateKey(reading: Reading, nodes: readonly GlobNode[]): string {
  let key = `${reading.key}#`;
  for (const node of nodes) key += ` ${node.id}`;
  return key;
}

/** The outcomes of the one path that literal tokens name, with and without a trailing slash. */
export function exploreLiterals(comparison: Comparison, tokens: readonly Token[]): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  let reading = startReading(comparison.routes);
  let nodes: readonly GlobNode[] = [comparison.globs];
  for (const token of tokens) {
    const text = token.kind === 'literal' ? token.text : null;
    reading = readSegment(reading, text, comparison.pinned);
    nodes = readGlobSegment(nodes, text);
  }
  const endings: readonly Ending[] = tokens.length === 0 ? PLAIN : ENDINGS;
  addOutcomes(outcomes, comparison, { reading, nodes, endings });
  return outcomes;
}

function addOutcomes(outcomes: Outcome[], comparison: Comparison, { reading, nodes, endings }: State): void {
  const match = toMatch(reading);
  const isGranted = match !== null && comparison.isGranted(match);
  const read = nodes.some((node) => node.readsSlashApart) ? endings : PLAIN;
  for (const ending of read) {
    const entries = nodes.flatMap((node) => node.matches[ending]);
    if (entries.length > 0) outcomes.push({ isGranted, entries });
  }
}

/** Every text that leads on from here differently than another text, and null for all of those. */
function toSegments({ reading, nodes }: State): Iterable<string | null> {
  const segments = new Set<string | null>([null]);
  for (const { node } of reading.open) for (const text of node.literals.keys()) segments.add(text);
  for (const node of nodes) for (const text of node.literals.keys()) segments.add(text);
  return segments;
}
