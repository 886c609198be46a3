/**
 * Decides whether what an authorizer returned is an answer with an IAM document that API Gateway accepts, and reads it.
 *
 * Trust: the answer travels as JSON, so it is read as JSON: what `JSON.stringify` drops is absent, and later changes to
 *   the handler's object reach nothing. Every problem is named by place, never by value.
 * Spec: [D] authorizer output, [I] aws-lambda-dotnet#2022, aws-lambda-rust-runtime#863; 8 KB for WebSocket [D quotas].
 */
import { type IamDocument, parseIamDocument } from '../iam/document.ts';
import { type AnswerContext, type ContextStyle, parseContext } from './answer-context.ts';
import { readAnswerJson } from './answer-json.ts';

/** An accepted answer: the document compiled, the context as text. */
export type AuthorizerAnswer = {
  readonly principalId: string;
  readonly document: IamDocument;
  /** Every value as text, as `$context.authorizer` and proxy events show it [D]. */
  readonly context: Readonly<Record<string, string>>;
  /** Every value as JSON, as the integrations of HTTP APIs see it [D][L]. */
  readonly values: AnswerContext['values'];
};

/** An answer of the simple form: the same effect for every route that the cached result serves. */
export type SimpleAnswer = Pick<AuthorizerAnswer, 'context' | 'values'> & { readonly isAuthorized: boolean };

/** What an accepted answer says, in one of its two forms. */
export type Verdict = AuthorizerAnswer | SimpleAnswer;

/** The answer, or everything that is wrong with it. */
export type AnswerResult<Answer = AuthorizerAnswer> =
  | { readonly outcome: 'accepted'; readonly answer: Answer }
  | { readonly outcome: 'refused'; readonly problems: readonly string[] };

/** Who asks for the answer: the kinds differ in what `context` may hold, and in how large the whole may be. */
export type AnswerForm = 'rest' | 'webSocket' | 'httpApiV1' | 'httpApiV2';

/**
 * The most that Lambda returns synchronously, in bytes [D]; REST and HTTP APIs name no smaller limit [unverified:
 * answer-size].
 */
export const MAX_ANSWER_BYTES: number = 6 * 1024 * 1024;

/**
 * The most that a WebSocket API takes, in bytes; it cannot be raised [D quotas]. What a larger answer does is a 500
 * [unverified: web-socket-answer-size].
 */
export const MAX_WEB_SOCKET_ANSWER_BYTES: number = 8 * 1024;

const IAM_MEMBERS = new Set(['principalId', 'policyDocument', 'context', 'usageIdentifierKey']);
const SIMPLE_MEMBERS = new Set(['isAuthorized', 'context']);
const CONTEXT_STYLES: Readonly<Record<AnswerForm, ContextStyle>> = {
  rest: 'scalars',
  webSocket: 'scalars',
  httpApiV1: 'scalarsWithoutClaims',
  httpApiV2: 'anyJson',
};

/** Reads a handler's return value; never throws. Without a form, as a REST API does. */
export function parseAnswer(returned: unknown, form: AnswerForm = 'rest'): AnswerResult {
  const read = readAnswerJson(returned, form === 'webSocket' ? MAX_WEB_SOCKET_ANSWER_BYTES : MAX_ANSWER_BYTES);
  if ('problem' in read) return refuse([read.problem]);
  const { value } = read;
  const problems = findStrangers(value, IAM_MEMBERS);
  const principalId = parsePrincipalId(value.principalId, problems);
  const context = parseContext(value.context, CONTEXT_STYLES[form], problems);
  checkUsageIdentifierKey(value.usageIdentifierKey, problems);
  const parsed = parseIamDocument(value.policyDocument);
  if (parsed.outcome === 'refused') problems.push(...parsed.problems.map((problem) => `policyDocument: ${problem}`));
  if (problems.length > 0 || parsed.outcome === 'refused') return refuse(problems);
  const { texts, values } = context;
  return { outcome: 'accepted', answer: { principalId, document: parsed.document, context: texts, values } };
}

/**
 * Reads a simple response of an HTTP API; never throws. `isAuthorized` has to be a boolean: the text "false" is no
 * boolean, and would be true in most languages [I ministack#1370].
 */
export function parseSimpleAnswer(returned: unknown): AnswerResult<SimpleAnswer> {
  const read = readAnswerJson(returned, MAX_ANSWER_BYTES);
  if ('problem' in read) return refuse([read.problem]);
  const { value } = read;
  const problems = findStrangers(value, SIMPLE_MEMBERS);
  const { isAuthorized } = value;
  if (typeof isAuthorized !== 'boolean') problems.push('isAuthorized must be true or false');
  const { texts, values } = parseContext(value.context, 'anyJson', problems);
  if (problems.length > 0 || typeof isAuthorized !== 'boolean') return refuse(problems);
  return { outcome: 'accepted', answer: { isAuthorized, context: texts, values } };
}

function refuse(problems: readonly string[]): { readonly outcome: 'refused'; readonly problems: readonly string[] } {
  return { outcome: 'refused', problems };
}

// [unverified: unknown-member]
function findStrangers(value: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): string[] {
  return Object.keys(value)
    .filter((name) => !known.has(name))
    .map((name) => `the answer has a member "${name}" that does not belong there`);
}

// Documented as a must; sources differ on what its absence does [unverified: principal-id].
function parsePrincipalId(value: unknown, problems: string[]): string {
  if (typeof value === 'string' && value !== '') return value;
  problems.push('principalId must be a string with content');
  return '';
}

// An API key for usage plans, which are not simulated. Null is what typed languages send, and is taken [I rust#863].
function checkUsageIdentifierKey(value: unknown, problems: string[]): void {
  if (value !== undefined && value !== null && typeof value !== 'string') {
    problems.push('usageIdentifierKey must be a string');
  }
}
