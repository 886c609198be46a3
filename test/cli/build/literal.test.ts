import { stripTypeScriptTypes } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toLiteral } from '../../../packages/cli/src/build/literal.ts';

const evaluate = async (source: string): Promise<unknown> => {
  const code = stripTypeScriptTypes(`const value: unknown = ${source}; export default value;`);
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { default: unknown };
  return module.default;
};

test('evaluates to the very same value, whatever its names and texts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
      expect(JSON.stringify(await evaluate(toLiteral(value)))).toBe(JSON.stringify(value));
    }),
    { numRuns: 300 },
  );
});

test('a member named __proto__ stays a member', async () => {
  const value: unknown = JSON.parse('{"a": {"__proto__": {"issuers": 1}}}');
  const evaluated = await evaluate(toLiteral(value));
  expect(JSON.stringify(evaluated)).toBe('{"a":{"__proto__":{"issuers":1}}}');
  expect(toLiteral(value)).toContain('["__proto__"]: {');
});

test('line separators inside texts do not end a line of source', async () => {
  const text = 'a\u2028b\u2029c\nd`</script>';
  expect(await evaluate(toLiteral({ [text]: text }))).toEqual({ [text]: text });
});

test('leaves out what is undefined and writes empty ones on one line', () => {
  expect(toLiteral({ a: undefined, b: [], c: {}, d: [null, 1.5, true] })).toBe(
    '{\n  "b": [],\n  "c": {},\n  "d": [\n    null,\n    1.5,\n    true,\n  ],\n}',
  );
});
