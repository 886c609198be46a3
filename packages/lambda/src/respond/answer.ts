/**
 * The answers of authorizers, and the errors that stand for the other two.
 *
 * Spec: exactly `Unauthorized` as the error's message makes a 401; any other error makes a 500, which is never cached.
 */
import type { AuthorizerDocument } from '../iam/document.ts';
import type { AuthorizerContext } from './context.ts';

/** An answer with a document. Every member is always there: one null makes API Gateway answer 500. */
export interface AuthorizerAnswer {
  principalId: string;
  policyDocument: AuthorizerDocument;
  context: AuthorizerContext;
}

/** A simple response of an HTTP API. */
export interface SimpleAnswer {
  isAuthorized: boolean;
  context: AuthorizerContext;
}

/** The 401: no acceptable token. API Gateway compares the message exactly. */
export function toUnauthorized(): Error {
  return new Error('Unauthorized');
}

/** A 500 that is not cached: a fault, or an event that this authorizer is not made for. `code` names it in the logs. */
export function toFault(code: string): Error {
  return new Error(code);
}
