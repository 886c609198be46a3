/**
 * The principal as RPC carries it: plain data that can be cloned, and that Workers' own RPC types accept.
 */
import type { Principal } from '@sallyport/core';

/** A claim's value. Workers' types refuse `unknown` in a result, and give up on a type that contains itself. */
export type RpcClaim = string | number | boolean | object | null;

/** Who a verified token speaks for. Identity is the pair (`iss`, `subject`). */
export interface RpcPrincipal extends Omit<Principal, 'claims'> {
  /** The verified payload. Read own members only: names are chosen by the issuer. */
  readonly claims: Readonly<Record<string, RpcClaim>>;
}

/** The principal with its claims as RPC types them; JSON holds nothing that they leave out. */
export function toRpcPrincipal(principal: Principal): RpcPrincipal {
  const claims = Object.entries(principal.claims).filter((entry): entry is [string, RpcClaim] => isClaim(entry[1]));
  return { ...principal, claims: Object.fromEntries(claims) };
}

function isClaim(value: unknown): value is RpcClaim {
  return ['string', 'number', 'boolean', 'object'].includes(typeof value);
}
