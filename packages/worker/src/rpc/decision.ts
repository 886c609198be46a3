/**
 * A decision as RPC carries it: the decision itself, and for a denial the answer to the client.
 */
import type { Allowed, Decision, Denied } from '@sallyport/core';
import { toDenialResponse } from '../denial.ts';
import { type RpcPrincipal, toRpcPrincipal } from './principal.ts';

/** A response's parts: `new Response(answer.body, answer)`. */
export interface RpcAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** The request may pass. */
export interface RpcAllowed extends Omit<Allowed, 'principal'> {
  readonly principal: RpcPrincipal | null;
}

/** The request may not pass. */
export interface RpcDenied extends Omit<Denied, 'principal'> {
  /** Who was refused, where a token was verified. It grants nothing. */
  readonly principal: RpcPrincipal | null;
  /** What the gateway would answer: generic, for the client. The reason beside it is for operators. */
  readonly answer: RpcAnswer;
}

/** What `authorize` returns. Test `effect`, never the result itself: a denial is an object too, and truthy. */
export type RpcDecision = RpcAllowed | RpcDenied;

/** The decision, with a denial's answer. */
export async function toRpcDecision(decision: Decision): Promise<RpcDecision> {
  const principal = decision.principal && toRpcPrincipal(decision.principal);
  // Copied: workerd carries no object without a prototype.
  const params = { ...decision.params };
  if (decision.effect === 'allow') return { ...decision, principal, params };
  return { ...decision, principal, params, answer: await toAnswer(decision) };
}

async function toAnswer(decision: Denied): Promise<RpcAnswer> {
  const response = toDenialResponse(decision);
  const body = response.body === null ? null : await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}
