/**
 * The `context` of an answer: what a backend is told of the principal, as `$context.authorizer.*`.
 *
 * Trust: claim values end up in mapping templates and headers (attack: line breaks, half of a subject that names someone
 * else), so a value is passed whole and printable, or not at all.
 * Spec: strings, numbers and booleans only; one null, list or object makes API Gateway answer 500.
 */
import { type CompiledApiGateway, type Decision, type FactValue, type Principal, readFact } from '@sallyport/core';
import { countJsonBytes } from '../json-size.ts';

/** Scalars by key. */
export type AuthorizerContext = Readonly<Record<string, string | number | boolean>>;

/** In front of every key that is not named by the policy. */
export const CONTEXT_PREFIX = 'sallyport_';

/** Keys that API Gateway gives a meaning of its own, in events or as `$context.authorizer.*`. */
export const RESERVED_CONTEXT_KEYS: ReadonlySet<string> = new Set([
  'principalId',
  'claims',
  'jwt',
  'iam',
  'lambda',
  'error',
  'integrationLatency',
  'integrationStatus',
  'latency',
  'requestId',
  'status',
]);

const OMITTED = `${CONTEXT_PREFIX}omitted`;
const MAX_VALUE_LENGTH = 1024;
const UNPRINTABLE = /[\x00-\x1f\x7f-\x9f\u2028\u2029]|\p{Surrogate}/u;

/**
 * What every answer says, cached ones too: a function of policy and token alone.
 *
 * `sallyport_policy`, `_issuer`, `_subject`, `_clientId`, `_tenant`, `_scopes` (joined by spaces), `_tokenId` and
 * `_expiresAt` (epoch seconds), where the token has them, and the keys of `apiGateway.context`, lists as JSON. A value
 * over 1,024 characters or with a control character is left out, and `_omitted` names its key. Without a principal it
 * is the policy alone.
 */
export function toContext(
  decision: Decision,
  principal: Principal | null,
  mapped: CompiledApiGateway['context'],
): AuthorizerContext {
  if (principal === null) return toScalars([[`${CONTEXT_PREFIX}policy`, decision.policy]]);
  const own: readonly (readonly [string, FactValue])[] = [
    ['policy', decision.policy],
    ['issuer', principal.issuer],
    ['subject', principal.subject],
    ['clientId', principal.clientId],
    ['tenant', principal.tenant],
    ['scopes', principal.scopes.length === 0 ? null : principal.scopes.join(' ')],
    ['tokenId', principal.tokenId],
    ['expiresAt', principal.expiresAt],
  ];
  return toScalars([
    ...mapped.map(({ key, from }) => [key, readFact(principal, from)] as const),
    ...own.map(([key, value]) => [`${CONTEXT_PREFIX}${key}`, value] as const),
  ]);
}

/** What is added where no result is cached: it is about one request. */
export function toRequestContext({ decisionId, reason, route }: Decision): AuthorizerContext {
  return toScalars([
    [`${CONTEXT_PREFIX}decisionId`, decisionId],
    [`${CONTEXT_PREFIX}reason`, reason],
    [`${CONTEXT_PREFIX}route`, route],
  ]);
}

/**
 * A context of at most so many bytes as JSON: the longest values are left out first, and `_omitted` names their keys. The
 * policy's hash always stays.
 */
export function fitContext(context: AuthorizerContext, maxBytes: number): AuthorizerContext {
  const kept: Record<string, string | number | boolean> = { ...context };
  const longestFirst = Object.keys(context)
    .filter((key) => key !== `${CONTEXT_PREFIX}policy` && key !== OMITTED)
    .sort((a, b) => countJsonBytes(context[b]) - countJsonBytes(context[a]));
  for (const key of longestFirst) {
    if (countJsonBytes(kept) <= maxBytes) break;
    delete kept[key];
    kept[OMITTED] = `${kept[OMITTED] ?? ''} ${key}`.trim().slice(0, MAX_VALUE_LENGTH);
  }
  return kept;
}

function toScalars(facts: readonly (readonly [key: string, value: FactValue])[]): AuthorizerContext {
  const context: Record<string, string | number | boolean> = {};
  const omitted: string[] = [];
  for (const [key, fact] of facts) {
    if (fact === null) continue;
    const value = typeof fact === 'object' ? JSON.stringify(fact) : fact;
    if (typeof value === 'string' && (value.length > MAX_VALUE_LENGTH || UNPRINTABLE.test(value))) omitted.push(key);
    else context[key] = value;
  }
  if (omitted.length > 0) context[OMITTED] = omitted.join(' ').slice(0, MAX_VALUE_LENGTH);
  return context;
}
