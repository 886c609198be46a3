import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CanonicalPath, parsePath, parseTarget, toSegmentText } from '../../../packages/core/src/routes/path.ts';
import { anyText } from './any-text.ts';

const RUNS = { numRuns: 1_500 };

/** Pieces that matter to one reader or another, so that random paths reach every rule. */
const pieces = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'B', '0', '-', '.', '..', ':', '@', '*', '+', ' ', '~', '/', '/', '/') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('%61', '%2e', '%2F', '%5c', '%3b', '%25', '%20', '%3F', '%c3%a9', '%f0%9f%98%80'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('{', '|', '"', '^', '%', '%0', '%zz', '%c3', '%00', '%7f', ';', '\\', '?', '#'),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, '0')}`) },
  { weight: 1, arbitrary: anyText },
);
const rawPaths = fc.array(pieces, { maxLength: 12 }).map((parts) => `/${parts.join('')}`);

/** Segments that a request can carry: any text but those that are refused decoded. */
const segments = anyText.filter(
  (text) => text !== '' && text.isWellFormed() && !/[\x00-\x1f\x7f-\x9f/\\;]|%[0-9a-f]{2}|^\.\.?$/i.test(text),
);

function readCanonical(raw: string): CanonicalPath | null {
  const path = parsePath(raw);
  return path.kind === 'canonical' ? path : null;
}

/** RFC 3986 section 2.1, written byte by byte: what `parsePath` must agree with on every accepted segment. */
function decodeBytes(raw: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < raw.length; at += 1) {
    if (raw[at] === '%') {
      bytes.push(Number.parseInt(raw.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(raw.charCodeAt(at));
  }
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

describe('parsePath', () => {
  test('is idempotent: a canonical path is its own canonical spelling, with the same segments', () => {
    let accepted = 0;
    fc.assert(
      fc.property(rawPaths, (raw) => {
        const path = readCanonical(raw);
        if (path === null) return;
        accepted += 1;
        expect(parsePath(path.path)).toEqual(path);
      }),
      RUNS,
    );
    expect(accepted).toBeGreaterThan(RUNS.numRuns / 20);
  });

  test('has one canonical spelling for the same segments and trailing slash', () => {
    fc.assert(
      fc.property(fc.array(segments, { maxLength: 4 }), fc.infiniteStream(fc.boolean()), (texts, escapes) => {
        const spell = (text: string): string =>
          [...new TextEncoder().encode(text)]
            .map((byte) => {
              const character = String.fromCharCode(byte);
              const isRaw = /[A-Za-z0-9\-._~!$&'()*+,=:@]/.test(character) && escapes.next().value;
              const hex = byte.toString(16).padStart(2, '0');
              return isRaw ? character : `%${escapes.next().value ? hex.toUpperCase() : hex}`;
            })
            .join('');
        const canonical = `/${texts.map(toSegmentText).join('/')}`;
        expect(parsePath(`/${texts.map(spell).join('/')}`)).toEqual({
          kind: 'canonical',
          path: canonical,
          segments: texts,
        });
        if (texts.length > 0) expect(readCanonical(`/${texts.map(spell).join('/')}/`)?.path).toBe(`${canonical}/`);
      }),
      RUNS,
    );
  });

  test('never gives a segment that is empty, a dot segment, or holds a separator, a control character or an escape', () => {
    fc.assert(
      fc.property(rawPaths, (raw) => {
        for (const segment of readCanonical(raw)?.segments ?? []) {
          expect(segment).not.toMatch(/[/\\;\x00-\x1f\x7f-\x9f]|%[0-9A-Fa-f]{2}/);
          expect(['', '.', '..']).not.toContain(segment);
        }
      }),
      RUNS,
    );
  });

  test('decodes every accepted segment as RFC 3986 says, once', () => {
    fc.assert(
      fc.property(rawPaths, (raw) => {
        const path = readCanonical(raw);
        if (path === null) return;
        const parts = raw
          .slice(1)
          .split('/')
          .filter((part) => part !== '');
        expect(path.segments).toEqual(parts.map(decodeBytes));
        expect(path.path.endsWith('/')).toBe(raw.endsWith('/'));
      }),
      RUNS,
    );
  });

  test('gives a path that WHATWG URL parsing, and so fetch, leaves as it is', () => {
    fc.assert(
      fc.property(rawPaths, (raw) => {
        const path = readCanonical(raw);
        if (path === null) return;
        const url = new URL(`https://origin.test${path.path}`);
        expect(url.pathname).toBe(path.path);
        expect(url.host).toBe('origin.test');
        expect(new URL(path.path, 'https://origin.test').href).toBe(`https://origin.test${path.path}`);
      }),
      RUNS,
    );
  });

  test('is pure ASCII without quotes in its canonical spelling, so it fits a header or a log line', () => {
    fc.assert(
      fc.property(rawPaths, (raw) => {
        expect(readCanonical(raw)?.path ?? '/').toMatch(/^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-F]{2})*$/);
      }),
      RUNS,
    );
  });

  test('answers any string with one of its two results', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const target = parseTarget(text);
        expect(['canonical', 'ambiguous']).toContain(parsePath(target.rawPath).kind);
        expect(['canonical', 'ambiguous']).toContain(parsePath(text).kind);
      }),
      RUNS,
    );
  });
});

describe('toSegmentText', () => {
  test('is one to one over all strings, lone surrogates included', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', '\ufffd', '%', '/'), maxLength: 4 });
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        expect(toSegmentText(one) === toSegmentText(other)).toBe(one === other);
      }),
      RUNS,
    );
  });

  test('is read back as the same segment, or refused', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => text !== ''),
        (text) => {
          const path = parsePath(`/${toSegmentText(text)}`);
          if (path.kind === 'canonical') expect(path.segments).toEqual([text]);
        },
      ),
      RUNS,
    );
  });
});
