/**
 * Remembers verified tokens by their canonical text, bounded by entries and bytes; what has long been unused leaves first.
 *
 * Found by the end of the text, its signature, then compared whole, not by a digest or by claims (attack: two tokens, one
 * key). The text is canonical: of each token there is one spelling that was accepted, so respelling cannot fill the cache.
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

// 192 bits of a signature. A request's text is a new string, which a map would read whole to hash it; comparing it with
// the one that is held costs a tenth of that. Of two texts with one end the later stays, which costs a verification.
const END_LENGTH = 32;

/** One text with what was verified of it. */
interface Held<Entry> {
  readonly text: string;
  readonly entry: Entry;
}

/** Entries of one half by the end of their text, and what they take. */
interface Generation<Entry> {
  readonly entries: Map<string, Held<Entry>>;
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

  const forget = (generation: Generation<Entry>, end: string): void => {
    const held = generation.entries.get(end);
    if (held === undefined) return;
    generation.entries.delete(end);
    generation.bytes -= toBytes(held.text);
  };

  const put = (text: string, entry: Entry): void => {
    const end = toEnd(text);
    forget(young, end);
    forget(old, end);
    const bytes = toBytes(text);
    if (bytes > bounds.bytes / 2) return;
    if (young.entries.size + 1 > bounds.entries / 2 || young.bytes + bytes > bounds.bytes / 2) {
      old = young;
      young = createGeneration();
    }
    young.entries.set(end, { text, entry });
    young.bytes += bytes;
  };

  return {
    put,
    drop: (text) => {
      const end = toEnd(text);
      for (const generation of [young, old]) if (generation.entries.get(end)?.text === text) forget(generation, end);
    },
    get: (text) => {
      const end = toEnd(text);
      const recent = young.entries.get(end);
      if (recent !== undefined) return recent.text === text ? recent.entry : undefined;
      const aged = old.entries.get(end);
      if (aged === undefined || aged.text !== text) return undefined;
      put(text, aged.entry);
      return aged.entry;
    },
  };
}

function toEnd(text: string): string {
  return text.slice(-END_LENGTH);
}

/** The text, the claims parsed from it, which take several times as much, and what every entry costs. */
function toBytes(text: string): number {
  return 1_024 + 8 * text.length;
}
