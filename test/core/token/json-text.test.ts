/** JSON from outside: what V8's own parser can misread, read right, and nothing else changed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonObject } from '../../../packages/core/src/token/json.ts';
import { parseJsonText } from '../../../packages/core/src/token/json-text.ts';
import { readValue } from '../../support/json-reading.ts';

const parse = (text: string): unknown => parseJsonObject(new TextEncoder().encode(text));

// On V8 12.8 and later plain JSON.parse reads the second text of each pair wrong once it has read the first.
test.each([
  ['a claim', '{"z":1,"cn\\\\":0}', '{"z":1,"cn\\u0066":{"jkt":"x"}}', ['z', 'cnf']],
  ['a quote', '{"h":[],"\\\\":0}', '{"h":1,"\\"":2}', ['h', '"']],
  ['a line end', '{"h":[],"\\\\":0}', '{"h":1,"\\n":2}', ['h', '\n']],
  [
    'a slash',
    '{"a":1,"https:\\\\":0}',
    '{"a":1,"https:\\/\\/acme.dev\\/roles":["admin"]}',
    ['a', 'https://acme.dev/roles'],
  ],
])(
  'the name of %s that is written with an escape is not taken for one of an earlier text',
  (_, planted, read, names) => {
    for (let turn = 0; turn < 20; turn += 1) {
      parse(planted);
      // A text that breaks off plants nothing either.
      expect(parse(`${planted.slice(0, -1)},"`)).toBeNull();
      expect(Object.keys(Object(parse(read)))).toEqual(names);
    }
  },
);

test('a half of a surrogate pair is refused as a name, whatever was parsed before', () => {
  for (let turn = 0; turn < 20; turn += 1) {
    parse('{"b":null,"\\\\":0}');
    expect(parse('{"b":null,"\\uD800":"aa"}')).toBeNull();
  }
});

test('an escaped __proto__ is an own member, and nobody else has it', () => {
  const read = Object(parseJsonText('{"__\\u0070roto__":{"admin":true},"a":[{"\\u0062":null}]}'));
  expect(Object.keys(read)).toEqual(['__proto__', 'a']);
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  expect(read.a).toEqual([{ b: null }]);
});

test('of names written twice the last counts, as with JSON.parse', () => {
  expect(parseJsonText('{"\\u0061":1,"b":2,"a":3}')).toEqual({ a: 3, b: 2 });
});

test('reads what JSON.parse reads and throws where it throws, whatever is escaped or broken', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    '\\"',
    '\\\\',
    '"a"',
    '"\\u0061":',
    '"\\x":',
    '1',
    'null',
    ' ',
    '\n',
    '#0',
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.json().map((json) => json.replaceAll('a', '\\u0061')),
  );
  const outcome = (read: (json: string) => unknown, json: string): unknown => {
    try {
      return { value: read(json) };
    } catch (error) {
      return error instanceof SyntaxError ? 'SyntaxError' : error;
    }
  };
  fc.assert(
    fc.property(text, (json) => {
      const native = outcome(JSON.parse, json);
      expect(outcome(parseJsonText, json)).toEqual(native === 'SyntaxError' ? native : { value: readValue(json) });
    }),
    { numRuns: 3_000 },
  );
});

test('an endless string of escaped quotes costs no more than its length', () => {
  const cost = (length: number): number => {
    const text = `{"${'\\"'.repeat(length)}`;
    const costs = Array.from({ length: 15 }, () => {
      const startedAt = performance.now();
      expect(() => parseJsonText(text)).toThrow(SyntaxError);
      return performance.now() - startedAt;
    });
    // The least of several: a busy machine makes a turn longer, none shorter.
    return Math.min(...costs);
  };
  cost(4_000);
  // 32 times the length; the square would be a thousand times the cost.
  expect(cost(128_000)).toBeLessThan(250 * Math.max(cost(4_000), 0.02));
});
