/**
 * The IAM document around granted and denied ARNs: explicit Denies for everything else, and its own end of life.
 *
 * An implicit deny is not final where an API has a resource policy, hence the Deny of the rest; and an Allow that has
 * expired would fall back to that policy too, hence the Deny after `notAfter`.
 * Spec: IAM policy grammar, Version 2012-10-17; no member is ever null or an empty list.
 */
import type { CompiledApiGateway } from '@sallyport/core';

/** One statement. Lists are mutable in the type, as in `@types/aws-lambda`, so that a handler fits its types. */
export type AuthorizerStatement = {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: 'execute-api:Invoke';
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
} & (
  | { readonly Resource: string[]; readonly NotResource?: undefined }
  | { readonly NotResource: string[]; readonly Resource?: undefined }
);

/** What an authorizer returns as `policyDocument`. */
export interface AuthorizerDocument {
  readonly Version: '2012-10-17';
  readonly Statement: AuthorizerStatement[];
}

/**
 * How everything else is denied: as the policy's `apiGateway.denyShape` says. `once`: as `notResource`, but each granted
 * pattern stands there once, which trusts in `NotResource` alone.
 */
export type DocumentForm = CompiledApiGateway['denyShape'] | 'once';

/** What goes into a document. */
export interface DocumentParts {
  /** Default `notResource`. */
  readonly form?: DocumentForm;
  /** `arn:...:api/stage`. */
  readonly base: string;
  readonly granted: readonly string[];
  /** Exceptions from `granted`. */
  readonly denied: readonly string[];
  /** The instant from which nothing is granted, epoch seconds; null leaves that to the result TTL. */
  readonly notAfter: number | null;
}

const ACTION = 'execute-api:Invoke';

/** The document: the granted ARNs until `notAfter`, everything else denied without condition. */
export function toDocument({
  form = 'notResource',
  base,
  granted,
  denied,
  notAfter,
}: DocumentParts): AuthorizerDocument {
  const everything = [`${base}/*`];
  if (granted.length === 0) {
    return { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: ACTION, Resource: everything }] };
  }
  // On the Allow it fails closed should AWS not know the key; the Deny alone would fail open.
  const until = notAfter === null ? {} : { Condition: toCondition('DateLessThan', notAfter) };
  const allowed = form === 'once' ? everything : [...granted];
  const statements: AuthorizerStatement[] = [{ Effect: 'Allow', Action: ACTION, Resource: allowed, ...until }];
  if (form !== 'resource') statements.push({ Effect: 'Deny', Action: ACTION, NotResource: [...granted] });
  if (denied.length > 0) statements.push({ Effect: 'Deny', Action: ACTION, Resource: [...denied] });
  if (notAfter !== null) {
    const after = { Condition: toCondition('DateGreaterThanEquals', notAfter) };
    statements.push({ Effect: 'Deny', Action: ACTION, Resource: everything, ...after });
  }
  return { Version: '2012-10-17', Statement: statements };
}

function toCondition(operator: string, notAfter: number): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const instant = new Date(Math.floor(notAfter) * 1000).toISOString().replace('.000Z', 'Z');
  return { [operator]: { 'aws:CurrentTime': instant } };
}
