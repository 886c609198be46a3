/**
 * The table of condition operators: how each reads a value of the policy and compares it with a value of the request.
 *
 * Spec: IAM condition operators page [D]. Only string and ARN operators take policy variables [D variables page; the
 *   operators page says Bool too] [unverified: bool-variable]. Operator names are compared case-sensitively.
 */
import { parseIamDateMs } from './date.ts';
import { compileGlob, type Glob, matchesGlob, toLiteralTokens } from './glob.ts';
import { parseIpRange } from './ip.ts';
import type { KeyLookup } from './keys.ts';
import { type PatternStyle, parsePattern, resolvePattern } from './pattern.ts';

/** Compares one value of the request. */
export type Comparison = (actual: string) => boolean;

/** One value of the policy, ready to be resolved for a request; `undefined` when a variable in it has no value. */
export type Expected = (keys: KeyLookup) => Comparison | undefined;

/** One operator: `negated` ones hold where no value matches, and where the key is absent. */
export type Operator = {
  readonly sense: 'plain' | 'negated';
  /** Reads a value of the policy; `undefined` when it is not of the operator's type. */
  readonly read: (value: string) => Expected | undefined;
};

type Reader = Operator['read'];
type Ordering = (actual: number, expected: number) => boolean;

const NUMBER = /^[+-]?\d{1,30}(\.\d{1,30})?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BOOLEAN = /^(?:true|false)$/i;
const COLON = 58;

const equals: Ordering = (actual, expected) => actual === expected;
const ORDERINGS: readonly (readonly [string, Ordering])[] = [
  ['LessThan', (actual, expected) => actual < expected],
  ['LessThanEquals', (actual, expected) => actual <= expected],
  ['GreaterThan', (actual, expected) => actual > expected],
  ['GreaterThanEquals', (actual, expected) => actual >= expected],
];

/** Every operator by name, without `IfExists`, `ForAllValues:` or `ForAnyValue:`; `Null` is `conditions.ts`'s own. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...bothSenses(
    'StringEquals',
    'StringNotEquals',
    readText('literal', (text) => text),
  ),
  ...bothSenses(
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    readText('literal', (text) => text.toLowerCase()),
  ),
  ...bothSenses(
    'StringLike',
    'StringNotLike',
    readText('wildcards', (text) => text),
  ),
  ...bothSenses('NumericEquals', 'NumericNotEquals', readOrdered(parseNumber, equals)),
  ...bothSenses('DateEquals', 'DateNotEquals', readOrdered(parseIamDateMs, equals)),
  ...bothSenses('IpAddress', 'NotIpAddress', readIpRange),
  ...bothSenses('ArnEquals', 'ArnNotEquals', readArn),
  ...bothSenses('ArnLike', 'ArnNotLike', readArn),
  ...ORDERINGS.map(([suffix, holds]) => plain(`Numeric${suffix}`, readOrdered(parseNumber, holds))),
  ...ORDERINGS.map(([suffix, holds]) => plain(`Date${suffix}`, readOrdered(parseIamDateMs, holds))),
  plain(
    'Bool',
    readMatching(BOOLEAN, (value) => (actual) => actual.toLowerCase() === value.toLowerCase()),
  ),
  plain(
    'BinaryEquals',
    readMatching(BASE64, (value) => (actual) => actual === value),
  ),
]);

function plain(name: string, read: Reader): readonly [string, Operator] {
  return [name, { sense: 'plain', read }];
}

function bothSenses(name: string, negatedName: string, read: Reader): readonly (readonly [string, Operator])[] {
  return [plain(name, read), [negatedName, { sense: 'negated', read }]];
}

function readMatching(syntax: RegExp, compare: (value: string) => Comparison): Reader {
  return (value) => {
    if (!syntax.test(value)) return undefined;
    const comparison = compare(value);
    return () => comparison;
  };
}

function readOrdered(parse: (text: string) => number | undefined, holds: Ordering): Reader {
  return (value) => {
    const expected = parse(value);
    if (expected === undefined) return undefined;
    const comparison: Comparison = (actualText) => {
      const actual = parse(actualText);
      return actual !== undefined && holds(actual, expected);
    };
    return () => comparison;
  };
}

function parseNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

function readIpRange(value: string): Expected | undefined {
  const range = parseIpRange(value);
  return range && (() => range);
}

function readText(style: PatternStyle, fold: (text: string) => string): Reader {
  return (value) => {
    const pattern = parsePattern(fold(value), style);
    if (pattern === undefined) return undefined;
    return (keys) => {
      // A variable's value is folded like the text it is put into.
      const glob = resolvePattern(pattern, (name) => keys(name)?.map(fold));
      return glob && ((actual) => matchesGlob(glob, fold(actual)));
    };
  };
}

function readArn(value: string): Expected | undefined {
  const pattern = parsePattern(value, 'wildcards');
  if (pattern === undefined) return undefined;
  return (keys) => {
    const glob = resolvePattern(pattern, keys);
    return glob && ((actual) => matchesArn(glob, actual));
  };
}

// "Each of the six colon-delimited components of the ARN is checked separately" [D]: no wildcard reaches across.
function matchesArn(glob: Glob, actual: string): boolean {
  const expectedParts: number[][] = [[]];
  for (const token of [...toLiteralTokens(glob.prefix), ...glob.tail]) {
    if (token === COLON && expectedParts.length < 6) expectedParts.push([]);
    else expectedParts.at(-1)?.push(token);
  }
  const actualParts = actual.split(':');
  const components = [...actualParts.slice(0, 5), actualParts.slice(5).join(':')];
  return (
    actualParts.length >= 6 &&
    expectedParts.length === 6 &&
    expectedParts.every((part, index) => matchesGlob(compileGlob(part), components[index] ?? ''))
  );
}
