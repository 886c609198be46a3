/**
 * Reads a policy document as an authorizer returns it: every problem is collected, and any problem refuses the whole.
 *
 * Trust: the document comes from the authorizer under development; refusing loudly what AWS might take is safe, taking
 *   what AWS refuses is not. Does not: ask for `Sid`, or allow `Principal`.
 * Spec: IAM policy grammar [D]; API Gateway quotas for the ARN length [D].
 */

import { isRecord, toList } from '../json.ts';
import { checkText } from './characters.ts';
import { type Condition, parseConditions } from './conditions.ts';
import { compileGlob, type Glob, toGlobTokens } from './glob.ts';
import { type Pattern, parsePattern } from './pattern.ts';

/** Whether a statement speaks of what its list matches, or of everything else (NotAction, NotResource). */
export type ListSense = 'listed' | 'notListed';

/** One statement, compiled. */
export type IamStatement = {
  readonly effect: 'Allow' | 'Deny';
  readonly actionSense: ListSense;
  /** Lower-case: actions ignore case. */
  readonly actions: readonly Glob[];
  readonly resourceSense: ListSense;
  readonly resources: readonly Pattern[];
  readonly conditions: readonly Condition[];
};

/** A policy document, checked and compiled; made by `parseIamDocument` only. */
export type IamDocument = { readonly statements: readonly IamStatement[] };

/** The compiled document, or everything that is wrong with it. */
export type IamDocumentResult =
  | { readonly outcome: 'accepted'; readonly document: IamDocument }
  | { readonly outcome: 'refused'; readonly problems: readonly string[] };

/** The longest ARN pattern that a Resource may hold, in characters [D API Gateway quotas]. */
export const MAX_RESOURCE_LENGTH: number = 512;

const DOCUMENT_MEMBERS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_MEMBERS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);
const ACTION = /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?_-]+)$/;

/** Checks and compiles a JSON value; never throws. Compile once and evaluate often: the result holds no request. */
export function parseIamDocument(value: unknown): IamDocumentResult {
  const problems: string[] = [];
  const statements = parseStatements(value, problems);
  return problems.length === 0 ? { outcome: 'accepted', document: { statements } } : { outcome: 'refused', problems };
}

function parseStatements(value: unknown, problems: string[]): readonly IamStatement[] {
  if (!isRecord(value)) {
    problems.push('the policy document must be an object');
    return [];
  }
  checkMembers(value, DOCUMENT_MEMBERS, 'the policy document', problems);
  // [unverified: document-version] IAM itself reads an absent Version as 2008-10-17, without policy variables.
  if (value.Version !== '2012-10-17') problems.push('Version must be "2012-10-17"');
  const statements = value.Statement === undefined ? [] : toList(value.Statement);
  // [unverified: empty-element]
  if (statements.length === 0) problems.push('Statement must hold at least one statement');
  return statements.flatMap((statement, index) => parseStatement(statement, `Statement[${index}]`, problems) ?? []);
}

function parseStatement(value: unknown, place: string, problems: string[]): IamStatement | undefined {
  if (!isRecord(value)) {
    problems.push(`${place} must be an object`);
    return undefined;
  }
  // `Principal` has no place in an answer about one caller [unverified: unknown-member].
  checkMembers(value, STATEMENT_MEMBERS, place, problems);
  if (value.Sid !== undefined && typeof value.Sid !== 'string') problems.push(`${place}.Sid must be a string`);
  const { Effect: effect } = value;
  const actions = parseChoice(value, 'Action', place, problems, parseAction);
  const resources = parseChoice(value, 'Resource', place, problems, parseResource);
  // Absent and null differ: `null` is refused below [I aws-lambda-dotnet#2022].
  const conditions = 'Condition' in value ? parseConditions(value.Condition, `${place}.Condition`, problems) : [];
  if (effect !== 'Allow' && effect !== 'Deny') {
    problems.push(`${place}.Effect must be "Allow" or "Deny", in this case`);
    return undefined;
  }
  return {
    effect,
    actionSense: actions.sense,
    actions: actions.items,
    resourceSense: resources.sense,
    resources: resources.items,
    conditions,
  };
}

function checkMembers(
  value: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  place: string,
  problems: string[],
): void {
  for (const name of Object.keys(value)) {
    if (!known.has(name)) problems.push(`${place} has a member "${name}" that does not belong there`);
  }
}

type ItemParser<Item> = (text: string, place: string, problems: string[]) => Item | undefined;

function parseChoice<Item>(
  statement: Readonly<Record<string, unknown>>,
  name: 'Action' | 'Resource',
  place: string,
  problems: string[],
  parseItem: ItemParser<Item>,
): { readonly sense: ListSense; readonly items: readonly Item[] } {
  const negatedName = `Not${name}`;
  if (name in statement === negatedName in statement) {
    problems.push(`${place} must have one of ${name} and ${negatedName}`);
    return { sense: 'listed', items: [] };
  }
  const sense = name in statement ? 'listed' : 'notListed';
  const member = sense === 'listed' ? name : negatedName;
  const given = toList(statement[member]);
  // An empty list once answered 200 on AWS [I chalice#1619] [unverified: empty-element].
  if (given.length === 0) problems.push(`${place}.${member} is empty`);
  const items: Item[] = [];
  for (const [index, text] of given.entries()) {
    const itemPlace = Array.isArray(statement[member]) ? `${place}.${member}[${index}]` : `${place}.${member}`;
    if (typeof text !== 'string' || text === '') {
      problems.push(`${itemPlace} must be a string with content`);
      continue;
    }
    const item = parseItem(text, itemPlace, problems);
    if (item !== undefined) items.push(item);
  }
  return { sense, items };
}

function parseAction(text: string, place: string, problems: string[]): Glob | undefined {
  if (ACTION.test(text)) return compileGlob(toGlobTokens(text.toLowerCase()));
  problems.push(`${place} must be "*" or "service:Action"`);
  return undefined;
}

function parseResource(text: string, place: string, problems: string[]): Pattern | undefined {
  checkText(text, place, problems);
  // [unverified: resource-length]
  if (text.length > MAX_RESOURCE_LENGTH) problems.push(`${place} is longer than ${MAX_RESOURCE_LENGTH} characters`);
  // "Only in the resource portion of the ARN", after the fifth colon [D] [unverified: variable-before-fifth-colon].
  if (text.includes('${') && text.slice(0, text.indexOf('${')).split(':').length < 6) {
    problems.push(`${place} has a policy variable before its fifth colon`);
  }
  const pattern = parsePattern(text, 'wildcards');
  if (pattern === undefined) problems.push(`${place} has a policy variable that does not end or names no key`);
  return pattern;
}
