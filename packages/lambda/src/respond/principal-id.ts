/**
 * The `principalId` of an answer: who was authorized, in access logs and `$context.authorizer.principalId`.
 *
 * Trust: subjects are the issuer's, client ids may be chosen by clients (attack: a client named like a user's subject),
 * so the kind of the identity is part of it.
 */
import type { Principal } from '@sallyport/core';

/** Of a request whose token is not accepted. */
export const NOBODY: string = 'unauthorized';

const STRANGER = 'anonymous';
const PLAIN = /^[A-Za-z0-9\-._~:/@|+=]{1,128}$/;

/**
 * `iss|sub|subject`, or `iss|client|id`, or a SHA-256 of the same where it is long or odd; `anonymous` for a request
 * without a token that a route lets in. Never empty, never a token.
 */
export async function toPrincipalId(principal: Principal | null): Promise<string> {
  if (principal === null) return STRANGER;
  const [kind, name] = toIdentity(principal);
  const text = [principal.iss, kind, name].join('|');
  // The name comes last, so only an issuer with the separator could be read in two ways.
  if (PLAIN.test(text) && !principal.iss.includes('|')) return text;
  const bytes = new TextEncoder().encode(JSON.stringify([principal.iss, kind, name]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256:${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function toIdentity({ subject, clientId }: Principal): readonly [kind: string, name: string] {
  if (subject !== null) return ['sub', subject];
  return clientId === null ? ['none', ''] : ['client', clientId];
}
