/**
 * Reads the Condition element of a statement into one test of a request: operators and keys are joined by AND, the
 * values of a key by OR (NOR for negated operators).
 *
 * Spec: IAM condition operators and multivalued keys pages [D]. A missing key fails every operator but negated ones,
 *   `...IfExists`, `ForAllValues:` and `Null`. An unresolved variable fails the condition [unverified:
 *   variable-unresolved].
 */

import { isRecord, toList } from '../json.ts';
import { checkText } from './characters.ts';
import type { KeyLookup } from './keys.ts';
import { type Expected, OPERATORS, type Operator } from './operators.ts';

/** Whether a request meets one operator and key of a Condition. */
export type Condition = (keys: KeyLookup) => boolean;

type Quantifier = 'single' | 'ForAllValues' | 'ForAnyValue';
type OperatorUse = {
  readonly operator: Operator;
  readonly quantifier: Quantifier;
  readonly missingKey: 'byOperator' | 'holds';
};

const OPERATOR_NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Reads a Condition; what is wrong is added to `problems`, each with its place. `{}` sets no condition [I dotnet#2022].
 */
export function parseConditions(value: unknown, place: string, problems: string[]): readonly Condition[] {
  if (!isRecord(value)) {
    // Measured on AWS: `Condition: null` makes the whole answer invalid [I aws-lambda-dotnet#2022].
    problems.push(`${place} must be an object`);
    return [];
  }
  return Object.entries(value).flatMap(([name, block]) => parseOperator(name, block, `${place}.${name}`, problems));
}

function parseOperator(name: string, block: unknown, place: string, problems: string[]): readonly Condition[] {
  const use = name === 'Null' ? 'Null' : parseOperatorName(name);
  // [unverified: malformed-condition]
  if (use === undefined) problems.push(`${place} is not a condition operator`);
  // [unverified: empty-element]
  else if (!isRecord(block) || Object.keys(block).length === 0) problems.push(`${place} must name condition keys`);
  else return Object.entries(block).flatMap(([key, given]) => parseKey(use, key, given, `${place}.${key}`, problems));
  return [];
}

function parseOperatorName(name: string): OperatorUse | undefined {
  const [, prefix, base, suffix] = OPERATOR_NAME.exec(name) ?? [];
  const operator = base === undefined ? undefined : OPERATORS.get(base);
  if (operator === undefined) return undefined;
  const quantifier = prefix === 'ForAllValues' || prefix === 'ForAnyValue' ? prefix : 'single';
  return { operator, quantifier, missingKey: suffix === undefined ? 'byOperator' : 'holds' };
}

function parseKey(
  use: OperatorUse | 'Null',
  key: string,
  given: unknown,
  place: string,
  problems: string[],
): readonly Condition[] {
  checkText(key, place, problems);
  const name = key.toLowerCase();
  const values = toList(given).flatMap((value, index) => parseValue(value, `${place}[${index}]`, problems));
  if (values.length === 0) {
    problems.push(`${place} has no value`);
    return [];
  }
  if (use === 'Null') return parseNull(name, values, place, problems);
  const expected: Expected[] = [];
  for (const value of values) {
    const read = use.operator.read(value);
    if (read === undefined) problems.push(`${place} has a value that its operator cannot read`);
    else expected.push(read);
  }
  return [(keys) => holds(use, expected, keys, name)];
}

function parseValue(value: unknown, place: string, problems: string[]): readonly string[] {
  if (typeof value === 'string') checkText(value, place, problems);
  else if (typeof value !== 'number' && typeof value !== 'boolean') {
    problems.push(`${place} must be a string, number or boolean`);
    return [];
  }
  return [String(value)];
}

function parseNull(name: string, values: readonly string[], place: string, problems: string[]): readonly Condition[] {
  if (!values.every((value) => value === 'true' || value === 'false')) {
    problems.push(`${place} must be "true" (key absent) or "false" (key present)`);
    return [];
  }
  return [(keys) => values.includes(keys(name) === undefined ? 'true' : 'false')];
}

function holds(use: OperatorUse, expected: readonly Expected[], keys: KeyLookup, name: string): boolean {
  const actual = keys(name);
  if (actual === undefined && use.missingKey === 'holds') return true;
  const comparisons = expected.map((value) => value(keys));
  if (comparisons.includes(undefined)) return false;
  const negated = use.operator.sense === 'negated';
  if (actual === undefined) {
    if (use.quantifier === 'single') return negated;
    return use.quantifier === 'ForAllValues';
  }
  const meets = (value: string): boolean => comparisons.some((matches) => matches?.(value)) !== negated;
  if (use.quantifier === 'ForAllValues') return actual.every(meets);
  if (use.quantifier === 'ForAnyValue') return actual.some(meets);
  return negated ? actual.every(meets) : actual.some(meets);
}
