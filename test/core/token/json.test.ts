import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJsonObject, parseJsonObject } from '../../../packages/core/src/token/json.ts';

const parse = (text: string): unknown => parseJsonObject(new TextEncoder().encode(text));

describe('parseJsonObject', () => {
  test('reads any object as JSON.parse does', () => {
    const key = fc.string({ unit: 'grapheme', maxLength: 6 });
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue({ maxDepth: 4 })), (value) => {
        const text = JSON.stringify(value);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('refuses any object whose member is written twice, at any depth', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5 }), fc.integer({ min: 0, max: 5 }), (name, depth) => {
        const member = JSON.stringify(name.toWellFormed());
        const twice = `{${member} : 1 ,${member}\n:2}`;
        expect(parse(`${'{"a":[1,'.repeat(depth)}${twice}${']}'.repeat(depth)}`)).toBeNull();
      }),
    );
  });

  test('takes two spellings of one name for one name', () => {
    expect(parse('{"sub":"a","s\\u0075b":"admin"}')).toBeNull();
  });

  test('lets one name stand in two objects, and a string equal to a name', () => {
    expect(parse('{"a":{"b":1},"c":{"b":"a"},"d":["a","a",{"b":2}]}')).not.toBeNull();
  });

  test.each([
    ['an array', '[1]'],
    ['null', 'null'],
    ['a string', '"x"'],
    ['nothing', ''],
    ['NaN', '{"exp":NaN}'],
    ['a comment', '{/*x*/"a":1}'],
    ['trailing text', '{"a":1}x'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['a lone surrogate', '{"sub":"\\ud800"}'],
    ['a lone surrogate in a name', '{"\\uDC00":1}'],
    ['a lone surrogate deep inside', '{"a":[{"b":"x\\ud83dx"}]}'],
  ])('refuses %s', (_what, text) => {
    expect(parse(text)).toBeNull();
  });

  test('looks for lone surrogates in every member beside an escaped pair, whatever the other members hold', () => {
    const text = '{"pair":"\\ud83d\\ude00","list":[1,null,true,{"deep":"x"}],"none":null}';
    expect(parse(text)).toEqual(JSON.parse(text));
    expect(parse(text.replace('"x"', '"\\udfff"'))).toBeNull();
  });

  test('takes an escaped surrogate pair', () => {
    expect(parse('{"sub":"\\ud83d\\ude00"}')).toEqual({ sub: '\u{1f600}' });
  });

  test('refuses invalid UTF-8 and UTF-16', () => {
    expect(parseJsonObject(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeNull();
    expect(parseJsonObject(new Uint8Array(Buffer.from('{"a":1}', 'utf16le')))).toBeNull();
    expect(parseJsonObject(new Uint8Array([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]))).toBeNull();
  });

  test('nests at most 64 deep and survives far deeper input', () => {
    expect(parse(`{"a":${'['.repeat(63)}${']'.repeat(63)}}`)).not.toBeNull();
    expect(parse(`{"a":${'['.repeat(64)}${']'.repeat(64)}}`)).toBeNull();
    expect(parse(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)).toBeNull();
  });

  test('keeps __proto__ an ordinary member', () => {
    const value = parse('{"__proto__":{"alg":"RS256"}}');
    expect(Object.hasOwn(Object(value), '__proto__')).toBe(true);
    expect(Object.hasOwn(Object(value), 'alg')).toBe(false);
  });

  test('is not misled by quotes, escapes and brackets inside strings', () => {
    expect(parse('{"a":"\\\\","b":"\\"{[\\"a\\":","c":"}"}')).toEqual({ a: '\\', b: '"{["a":', c: '}' });
  });
});

test('only an object is a JSON object: no null, no list, no scalar', () => {
  for (const value of [null, [], [{}], 'x', 7, true, undefined]) expect(isJsonObject(value)).toBe(false);
  expect(isJsonObject({})).toBe(true);
});
