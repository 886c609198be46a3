/**
 * Reads the `context` of an answer: which values a kind of API takes, as text and as JSON.
 *
 * Spec: strings, numbers and booleans for REST and WebSocket [D][T]; `claims` is no key of payload 1.0, and lists and
 *   maps belong to payload 2.0 [D][L]. How a list or map reads in `$context.authorizer` is not known [unverified:
 *   http-api-context-text]; whether payload 1.0 takes them neither [unverified: payload-one-context].
 */
import { isRecord } from '../json.ts';

/** A context, accepted. */
export type AnswerContext = {
  readonly texts: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
};

/** What values a context may hold. */
export type ContextStyle = 'scalars' | 'scalarsWithoutClaims' | 'anyJson';

const NOTHING: AnswerContext = { texts: {}, values: {} };

/** Reads a context; what is wrong is added to `problems`, by place. An absent one is empty. */
export function parseContext(value: unknown, style: ContextStyle, problems: string[]): AnswerContext {
  if (value === undefined) return NOTHING;
  if (!isRecord(value)) {
    // [unverified: context-null]
    problems.push('context must be an object');
    return NOTHING;
  }
  if (style === 'scalarsWithoutClaims' && Object.hasOwn(value, 'claims')) {
    problems.push('context.claims is a name that API Gateway keeps for itself');
  }
  const texts: [string, string][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean') {
      // [unverified: context-numbers]
      texts.push([name, String(member)]);
    } else if (style === 'anyJson') texts.push([name, JSON.stringify(member)]);
    else problems.push(`context.${name} must be a string, number or boolean`);
  }
  return { texts: Object.fromEntries(texts), values: value };
}
