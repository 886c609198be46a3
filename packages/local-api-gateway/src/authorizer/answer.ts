/**
 * Decides whether what an authorizer returned is an answer that API Gateway accepts, and reads it.
 *
 * Trust: the answer travels as JSON, so it is read as JSON: what `JSON.stringify` drops is absent, and later changes to
 *   the handler's object reach nothing. Every problem is named by place, never by value.
 * Spec: [D] authorizer output, [I] aws-lambda-dotnet#2022, aws-lambda-rust-runtime#863; scalars only in `context`
 *   [D][T].
 */
import { type IamDocument, parseIamDocument } from '../iam/document.ts';
import { isRecord } from '../json.ts';

/** An accepted answer: the document compiled, the context as text. */
export type AuthorizerAnswer = {
  readonly principalId: string;
  readonly document: IamDocument;
  /** Every value as text, as `$context.authorizer` and proxy events show it [D]. */
  readonly context: Readonly<Record<string, string>>;
};

/** The answer, or everything that is wrong with it. */
export type AnswerResult =
  | { readonly outcome: 'accepted'; readonly answer: AuthorizerAnswer }
  | { readonly outcome: 'refused'; readonly problems: readonly string[] };

/**
 * The most that Lambda returns synchronously, in bytes [D]; API Gateway names no smaller limit [unverified:
 * answer-size].
 */
export const MAX_ANSWER_BYTES: number = 6 * 1024 * 1024;

const MEMBERS = new Set(['principalId', 'policyDocument', 'context', 'usageIdentifierKey']);

/** Reads a handler's return value; never throws. */
export function parseAnswer(returned: unknown): AnswerResult {
  const json = toJson(returned);
  if (json === undefined) return refuse(['the answer is not JSON']);
  if (Buffer.byteLength(json) > MAX_ANSWER_BYTES) return refuse(['the answer is larger than 6 MB']);
  const value: unknown = JSON.parse(json);
  if (!isRecord(value)) return refuse(['the answer must be an object']);
  const problems: string[] = [];
  // [unverified: unknown-member]
  for (const name of Object.keys(value)) {
    if (!MEMBERS.has(name)) problems.push(`the answer has a member "${name}" that does not belong there`);
  }
  const principalId = parsePrincipalId(value.principalId, problems);
  const context = parseContext(value.context, problems);
  checkUsageIdentifierKey(value.usageIdentifierKey, problems);
  const parsed = parseIamDocument(value.policyDocument);
  if (parsed.outcome === 'refused') problems.push(...parsed.problems.map((problem) => `policyDocument: ${problem}`));
  if (problems.length > 0 || parsed.outcome === 'refused') return refuse(problems);
  return { outcome: 'accepted', answer: { principalId, document: parsed.document, context } };
}

function refuse(problems: readonly string[]): AnswerResult {
  return { outcome: 'refused', problems };
}

// `undefined`, functions and symbols arrive as null, as the runtime sends them [T]; cycles and BigInt cannot be sent.
function toJson(returned: unknown): string | undefined {
  try {
    return JSON.stringify(returned) ?? 'null';
  } catch {
    return undefined;
  }
}

// Documented as a must; sources differ on what its absence does [unverified: principal-id].
function parsePrincipalId(value: unknown, problems: string[]): string {
  if (typeof value === 'string' && value !== '') return value;
  problems.push('principalId must be a string with content');
  return '';
}

function parseContext(value: unknown, problems: string[]): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isRecord(value)) {
    // [unverified: context-null]
    problems.push('context must be an object');
    return {};
  }
  const entries: [string, string][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean') {
      // [unverified: context-numbers]
      entries.push([name, String(member)]);
    } else problems.push(`context.${name} must be a string, number or boolean`);
  }
  return Object.fromEntries(entries);
}

// An API key for usage plans, which are not simulated. Null is what typed languages send, and is taken [I rust#863].
function checkUsageIdentifierKey(value: unknown, problems: string[]): void {
  if (value !== undefined && value !== null && typeof value !== 'string') {
    problems.push('usageIdentifierKey must be a string');
  }
}
