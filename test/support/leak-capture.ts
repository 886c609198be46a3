/**
 * Keeps what was written, told or thrown until it is compared with the secrets of the same test file.
 *
 * The comparison waits for the end, or until much has come together: a token may be logged before it is verified.
 */
import { inspect } from 'node:util';
import { createNeedles, type NeedleKind } from './leak-needles.ts';

/** A secret in a place. Neither the secret nor the text around it is kept. */
export interface Leak {
  readonly sink: string;
  readonly kind: NeedleKind;
}

export interface LeakCapture {
  /** Remembers a secret. */
  readonly tell: (kind: NeedleKind, text: string) => void;
  /** Takes what a sink was given: text as it is, anything else as Node prints it. */
  readonly take: (sink: string, ...said: readonly unknown[]) => void;
  /** Notes a leak that was found otherwise. */
  readonly note: (sink: string, kind: NeedleKind) => void;
  /** Takes an error. It counts only where the packages made it. */
  readonly takeError: (error: Error) => void;
  /** Compares what came together, and gives every leak so far. */
  readonly leaks: () => readonly Leak[];
}

const MAX_CHARACTERS = 4_000_000;
const MAX_PIECES = 300_000;
const MAX_ERRORS = 2_000;

/** Creates the capture of one test file. */
export function createLeakCapture(): LeakCapture {
  const needles = createNeedles();
  const taken = new Map<string, Set<string>>();
  const errors = new Map<string, Error>();
  const leaks = new Map<string, Leak>();
  let characters = 0;

  const note = (sink: string, kind: NeedleKind): void => void leaks.set(`${sink} ${kind}`, { sink, kind });
  const search = (sink: string, text: string): void => {
    for (const kind of needles.find(text)) note(sink, kind);
  };

  const compare = (): void => {
    for (const [sink, texts] of taken) for (const text of texts) search(sink, text);
    for (const error of errors.values()) {
      const text = `${error.message}\n${toOwnText(error)}`;
      if (needles.find(text).size > 0 && isOfPackages(error)) search('an error', text);
    }
    taken.clear();
    errors.clear();
    characters = 0;
  };

  return {
    tell: (kind, text) => {
      if (needles.count() > MAX_PIECES) {
        compare();
        needles.clear();
      }
      needles.add(kind, text);
    },
    take: (sink, ...said) => {
      const text = said.map(toText).join(' ');
      const texts = taken.get(sink) ?? new Set();
      taken.set(sink, texts.add(text));
      characters += text.length;
      if (characters > MAX_CHARACTERS) compare();
    },
    takeError: (error) => {
      errors.set(error.message, error);
      if (errors.size > MAX_ERRORS) compare();
    },
    note,
    leaks: () => {
      compare();
      return [...leaks.values()];
    },
  };
}

function toText(said: unknown): string {
  if (typeof said === 'string') return said;
  if (said instanceof Uint8Array) return Buffer.from(said).toString('utf8');
  return inspect(said, {
    depth: 8,
    maxStringLength: null,
    maxArrayLength: null,
    breakLength: Number.POSITIVE_INFINITY,
  });
}

/** An error's own members, without its stack: the message is in there again. */
function toOwnText(error: Error): string {
  const names = Object.getOwnPropertyNames(error).filter((name) => name !== 'stack' && name !== 'message');
  return names.map((name) => toText(Reflect.get(error, name))).join(' ');
}

/** Whether the innermost frame of ours is one of a package; the tests' own errors may say what they like. */
function isOfPackages(error: Error): boolean {
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /\/(packages|test|scripts)\/[^()]*\.[mc]?[jt]s/.test(line));
  return frames.find((line) => !line.includes('/test/support/leak-'))?.includes('/packages/') ?? false;
}
