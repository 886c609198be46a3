/**
 * Remembers verified tokens by their canonical text, bounded by entries and bytes; what has long been unused leaves first.
 *
 * Keyed by the text itself, not by a digest or by claims (attack: two tokens, one key). The text is canonical: of each
 * token there is one spelling that was accepted, so respelling a token cannot fill the cache.
 * Does not: know when an entry is out of date; whoever reads one asks the key source and the clock.
 */

/** A cache of what was verified. Only tokens that passed every check are kept, so that nobody fills it with refusals. */
export interface VerifiedCache<Entry> {
  readonly get: (text: string) => Entry | undefined;
  readonly put: (text: string, entry: Entry) => void;
  readonly drop: (text: string) => void;
}

/** The most that a cache holds. */
export interface CacheBounds {
  readonly entries: number;
  /** Estimated, see `toBytes`. */
  readonly bytes: number;
}

const BOUNDS: CacheBounds = { entries: 4_096, bytes: 16 * 1024 * 1024 };

/** Entries of one half, and what they take. */
interface Generation<Entry> {
  readonly entries: Map<string, Entry>;
  bytes: number;
}

/**
 * Creates an empty cache.
 *
 * Two generations of half the bounds each: what is used is in the young one, a full young one becomes the old one, and
 * the old one before it is forgotten. A hit then costs one lookup, where keeping every entry's order would cost three.
 */
export function createVerifiedCache<Entry>(bounds: CacheBounds = BOUNDS): VerifiedCache<Entry> {
  const createGeneration = (): Generation<Entry> => ({ entries: new Map(), bytes: 0 });
  let young = createGeneration();
  let old = createGeneration();

  const put = (text: string, entry: Entry): void => {
    drop(text);
    const bytes = toBytes(text);
    if (bytes > bounds.bytes / 2) return;
    if (young.entries.size + 1 > bounds.entries / 2 || young.bytes + bytes > bounds.bytes / 2) {
      old = young;
      young = createGeneration();
    }
    young.entries.set(text, entry);
    young.bytes += bytes;
  };

  const drop = (text: string): void => {
    for (const generation of [young, old]) {
      if (generation.entries.delete(text)) generation.bytes -= toBytes(text);
    }
  };

  return {
    put,
    drop,
    get: (text) => {
      const entry = young.entries.get(text);
      if (entry !== undefined) return entry;
      const aged = old.entries.get(text);
      if (aged !== undefined) put(text, aged);
      return aged;
    },
  };
}

/** The text, the claims parsed from it, which take several times as much, and what every entry costs. */
function toBytes(text: string): number {
  return 1_024 + 8 * text.length;
}
