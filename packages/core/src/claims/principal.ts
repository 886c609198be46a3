/**
 * Turns checked claims into the principal: who the token speaks for and what it grants.
 *
 * Trust: signature and claims hold. A fact that is absent or mistyped counts as no values, never as an error.
 * Spec: RFC 6749 section 3.3 (scopes are separated by single spaces), RFC 9068 section 2.2.
 */
import type { Principal } from '../decision/decision.ts';
import type { CompiledIssuer } from '../document/compiled.ts';
import type { JsonObject } from '../token/json.ts';
import { readFirst } from './check.ts';
import { type ClaimPath, readClaim } from './path.ts';

/** The principal of an issuer's checked claims, frozen. */
export function toPrincipal(claims: JsonObject, issuer: CompiledIssuer): Principal {
  const { mappings } = issuer;
  return Object.freeze({
    issuer: issuer.name,
    iss: issuer.iss,
    subject: toText(readFirst(claims, mappings.subject)),
    clientId: toText(readFirst(claims, mappings.client)),
    tenant: toText(readFirst(claims, mappings.tenant)),
    scopes: unite(claims, mappings.scopes, splitScopes),
    permissions: unite(claims, mappings.permissions, toOne),
    roles: unite(claims, mappings.roles, toOne),
    groups: unite(claims, mappings.groups, toOne),
    tokenId: toText(Object.hasOwn(claims, 'jti') ? claims.jti : undefined),
    issuedAt: toInstant(claims, 'iat'),
    expiresAt: toInstant(claims, 'exp') ?? 0,
    claims: deepFreeze(claims),
  });
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function toInstant(claims: JsonObject, name: string): number | null {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return typeof value === 'number' ? value : null;
}

// Only U+0020 separates: a tab or newline inside is part of one odd scope, never a way to a second one.
function splitScopes(text: string): readonly string[] {
  return text.split(' ').filter((scope) => scope !== '');
}

function toOne(text: string): readonly string[] {
  return text === '' ? [] : [text];
}

const NONE: readonly string[] = Object.freeze([]);

/** The strings of several claims, each a string or an array of strings; a claim of any other shape adds nothing. */
function unite(
  claims: JsonObject,
  paths: readonly ClaimPath[],
  fromString: (text: string) => readonly string[],
): readonly string[] {
  let values = NONE;
  for (const path of paths) {
    const value = readClaim(claims, path);
    if (value === undefined || isDeclaredIncomplete(claims, path)) continue;
    const listed: readonly unknown[] = typeof value === 'string' ? fromString(value) : toList(value);
    if (!listed.every((item) => typeof item === 'string')) continue;
    values = [...values, ...listed];
  }
  return values.length < 2 ? Object.freeze(values) : Object.freeze([...new Set(values)]);
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether the issuer says that this claim's values are kept elsewhere (`_claim_names`, OpenID Connect Core 5.6.2). */
export function isDeclaredIncomplete(claims: JsonObject, path: ClaimPath): boolean {
  const names = Object.hasOwn(claims, '_claim_names') ? claims._claim_names : undefined;
  const [first] = path.steps;
  return typeof names === 'object' && names !== null && first !== undefined && Object.hasOwn(names, first);
}

// Breadth first with a list: parsing bounds the depth, and a frozen cycle cannot come out of JSON.
function deepFreeze<T extends object>(root: T): T {
  const pending: object[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    Object.freeze(next);
    for (const member of Object.values(next)) {
      if (typeof member === 'object' && member !== null) pending.push(member);
    }
  }
  return root;
}
