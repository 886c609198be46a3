/**
 * Remembers verified tokens by their canonical text, bounded by entries and bytes; the longest unused leave first.
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

/** Creates an empty cache. */
export function createVerifiedCache<Entry>(bounds: CacheBounds = BOUNDS): VerifiedCache<Entry> {
  const entries = new Map<string, Entry>();
  let bytes = 0;

  const drop = (text: string): void => {
    if (entries.delete(text)) bytes -= toBytes(text);
  };

  return {
    drop,
    get: (text) => {
      const entry = entries.get(text);
      if (entry === undefined) return undefined;
      // A map keeps the order of insertion: what is used goes to the end, what is not comes to the front.
      entries.delete(text);
      entries.set(text, entry);
      return entry;
    },
    put: (text, entry) => {
      drop(text);
      if (toBytes(text) > bounds.bytes) return;
      entries.set(text, entry);
      bytes += toBytes(text);
      for (const oldest of entries.keys()) {
        if (entries.size <= bounds.entries && bytes <= bounds.bytes) break;
        drop(oldest);
      }
    },
  };
}

/** The text, the claims parsed from it, which take several times as much, and what every entry costs. */
function toBytes(text: string): number {
  return 1_024 + 8 * text.length;
}
