/**
 * Reads a path segment by segment against the patterns of a document: which of them match a path that ends here.
 */
import { type Entry, isWide, type Token } from './tokens.ts';

/** One position in the tree of a document's patterns. */
export interface GlobNode {
  readonly id: number;
  /** `repeat`: a wildcard, which takes further segments and stays. */
  readonly kind: 'single' | 'repeat';
  readonly literals: ReadonlyMap<string, GlobNode>;
  readonly wildcards: readonly GlobNode[];
  /** Entries that match a path that ends here, by whether the path has a trailing slash. */
  readonly matches: Readonly<Record<Ending, readonly Entry[]>>;
  /** Whether a trailing slash makes a difference to `matches`. */
  readonly readsSlashApart: boolean;
  /** Whether a wide grant can match here or further on: elsewhere nothing can be granted by mistake. */
  readonly leadsToWideGrant: boolean;
}

/** How a path ends; the core reads both alike, IAM does not. */
export type Ending = 'plain' | 'slash';

interface Growing {
  readonly id: number;
  readonly kind: 'single' | 'repeat';
  readonly literals: Map<string, Growing>;
  readonly wildcards: Growing[];
  some: Growing | null;
  any: Growing | null;
  readonly matches: Record<Ending, Entry[]>;
  readsSlashApart: boolean;
  leadsToWideGrant: boolean;
}

/** The tree of the entries. Entries of one effect and key are one. */
export function createGlobTree(entries: readonly Entry[]): GlobNode {
  let count = 0;
  const grow = (kind: GlobNode['kind']): Growing => ({
    id: count++,
    kind,
    literals: new Map(),
    wildcards: [],
    some: null,
    any: null,
    matches: { plain: [], slash: [] },
    readsSlashApart: false,
    leadsToWideGrant: false,
  });
  const root = grow('single');
  for (const entry of entries) {
    const trail = [root];
    let node = root;
    for (const token of entry.tokens) {
      node = enter(node, token, grow);
      trail.push(node);
    }
    const isWideGrant = entry.effect === 'grant' && isWide(entry);
    if (isWideGrant) for (const passed of trail) passed.leadsToWideGrant = true;
    addMatches(entry, trail);
  }
  return root;
}

function enter(node: Growing, token: Token, grow: (kind: GlobNode['kind']) => Growing): Growing {
  if (token.kind === 'literal') {
    const child = node.literals.get(token.text) ?? grow('single');
    node.literals.set(token.text, child);
    return child;
  }
  const child = node[token.kind] ?? grow('repeat');
  if (node[token.kind] === null) node.wildcards.push(child);
  node[token.kind] = child;
  return child;
}

function addMatches(entry: Entry, trail: readonly Growing[]): void {
  const last = trail.at(-1);
  last?.matches.plain.push(entry);
  last?.matches.slash.push(entry);
  if (entry.tokens.at(-1)?.kind !== 'any') return;
  // `p/*` matches `p/` too, and `*` alone the root, whose path is empty.
  const before = trail.at(-2);
  if (before === undefined) return;
  before.matches.slash.push(entry);
  before.readsSlashApart = true;
  if (trail.length === 2) before.matches.plain.push(entry);
}

/** The positions after one more segment; `segment` is null for a text that no pattern names. */
export function readGlobSegment(nodes: readonly GlobNode[], segment: string | null): readonly GlobNode[] {
  const next: GlobNode[] = [];
  const add = (node: GlobNode): void => {
    if (!next.includes(node)) next.push(node);
  };
  for (const node of nodes) {
    if (node.kind === 'repeat') add(node);
    const literal = segment === null ? undefined : node.literals.get(segment);
    if (literal) add(literal);
    for (const wildcard of node.wildcards) add(wildcard);
  }
  return next.length < 2 ? next : next.sort((a, b) => a.id - b.id);
}
