/**
 * Secret texts, remembered in pieces, and whether a text holds one of them.
 *
 * A secret is cut into pieces of 24 characters: its beginning is found, and any 47 characters of it in a row.
 * Does not: keep or give back what it was told. A find names the kind of secret, never its text.
 */

/** What a text may hold and should not. */
export type NeedleKind = 'a token' | 'a signature' | 'a payload' | 'a secret' | 'a private key';

/** Secrets of one test file. */
export interface Needles {
  /** Remembers a secret. One under 24 characters, or with hardly any different ones, is left out: it says nothing. */
  readonly add: (kind: NeedleKind, text: string) => void;
  /** The kinds of secrets that a text holds. */
  readonly find: (text: string) => ReadonlySet<NeedleKind>;
  readonly count: () => number;
  readonly clear: () => void;
}

const PIECE_LENGTH = 24;
const MIN_DIFFERENT = 8;
const MAX_PIECES_OF_ONE = 16;
/** A power of two. */
const BEGINNINGS = 1_048_576;

// A header and a payload with a dot between: a token that nobody told of, such as one made in another process.
const TOKEN = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/;

/** Creates an empty collection. */
export function createNeedles(): Needles {
  const pieces = new Map<string, NeedleKind>();
  // By the first four characters: most places of a text begin no piece, and are passed at once.
  const beginnings = new Uint8Array(BEGINNINGS);
  return {
    add: (kind, text) => {
      const end = Math.min(text.length, PIECE_LENGTH * MAX_PIECES_OF_ONE);
      for (let at = 0; at + PIECE_LENGTH <= end; at += PIECE_LENGTH) {
        const piece = text.slice(at, at + PIECE_LENGTH);
        if (!isTelling(piece)) continue;
        pieces.set(piece, kind);
        beginnings[toBeginning(piece, 0)] = 1;
      }
    },
    find: (text) => {
      const found = new Set<NeedleKind>();
      if (TOKEN.test(text)) found.add('a token');
      if (pieces.size === 0) return found;
      for (let at = 0; at + PIECE_LENGTH <= text.length; at += 1) {
        if (beginnings[toBeginning(text, at)] === 0) continue;
        const kind = pieces.get(text.slice(at, at + PIECE_LENGTH));
        if (kind !== undefined) found.add(kind);
      }
      return found;
    },
    count: () => pieces.size,
    clear: () => {
      pieces.clear();
      beginnings.fill(0);
    },
  };
}

function toBeginning(text: string, at: number): number {
  const low = text.charCodeAt(at) + (text.charCodeAt(at + 1) << 5);
  const high = text.charCodeAt(at + 2) + (text.charCodeAt(at + 3) << 5);
  return (low + (high << 10)) & (BEGINNINGS - 1);
}

/** Whether a piece is no filler, such as a long run of one character. */
function isTelling(piece: string): boolean {
  let different = 0;
  let [low, high] = [0, 0];
  for (let at = 0; at < piece.length; at += 1) {
    const code = piece.charCodeAt(at);
    const bit = 1 << (code & 31);
    const isNew = (code & 32) === 0 ? (low & bit) === 0 : (high & bit) === 0;
    if (!isNew) continue;
    different += 1;
    if ((code & 32) === 0) low |= bit;
    else high |= bit;
  }
  return different >= MIN_DIFFERENT;
}
