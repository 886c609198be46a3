/**
 * Reads, in a backend function, who the authorizer let in.
 *
 * Trust: API Gateway writes `requestContext.authorizer` after its authorizer's answer, no client can. Values come back as
 * texts at REST and WebSocket APIs and in payload 1.0, and as they were under `lambda` in payload 2.0.
 * Does not: verify anything. A function that others may invoke directly has to be protected by its own permissions.
 */
import { type Members, parseMembers, readMember } from './events/members.ts';
import { CONTEXT_PREFIX } from './respond/context.ts';

/** The principal as the authorizer passed it on. */
export interface ForwardedPrincipal {
  /** The `principalId` of the answer; null at HTTP APIs, which do not hand it on. */
  readonly principalId: string | null;
  /** `sha256:` and the hash of the policy that decided. */
  readonly policy: string;
  /** The issuer's name in the policy. */
  readonly issuer: string;
  readonly subject: string | null;
  readonly clientId: string | null;
  readonly tenant: string | null;
  readonly scopes: readonly string[];
  readonly tokenId: string | null;
  /** Epoch seconds: a connection or a job that outlives it should end. */
  readonly expiresAt: number | null;
  /** Context keys that were left out as too long or unprintable: a null beside them is no absence. */
  readonly omitted: readonly string[];
  /** The keys of the policy's `apiGateway.context`. */
  readonly context: Readonly<Record<string, string | number | boolean>>;
}

const OWN_KEYS: ReadonlySet<string> = new Set(['principalId', 'integrationLatency']);

/**
 * The principal of an event that a backend function received, or null where no authorizer of ours let it in, or it let in
 * a request without a token. Never throws.
 */
export function principalFrom(event: unknown): ForwardedPrincipal | null {
  const authorizer = readPath(event, ['requestContext', 'authorizer']);
  if (authorizer === null) return null;
  const context = parseMembers(readMember(authorizer, 'lambda')) ?? authorizer;
  const read = (name: string): string | null => toText(readMember(context, `${CONTEXT_PREFIX}${name}`));
  const [policy, issuer] = [read('policy'), read('issuer')];
  if (policy === null || issuer === null) return null;
  return {
    principalId: toText(readMember(authorizer, 'principalId')),
    policy,
    issuer,
    subject: read('subject'),
    clientId: read('clientId'),
    tenant: read('tenant'),
    scopes: toList(read('scopes')),
    tokenId: read('tokenId'),
    expiresAt: toSeconds(read('expiresAt')),
    omitted: toList(read('omitted')),
    context: toMapped(context),
  };
}

function readPath(value: unknown, names: readonly string[]): Members | null {
  let members = parseMembers(value);
  for (const name of names) members = members && parseMembers(readMember(members, name));
  return members;
}

function toText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : null;
}

function toList(text: string | null): readonly string[] {
  return text === null ? [] : text.split(' ').filter((item) => item !== '');
}

function toSeconds(text: string | null): number | null {
  return text !== null && /^\d{1,15}(?:\.\d{1,6})?$/.test(text) ? Number(text) : null;
}

function toMapped(context: Members): ForwardedPrincipal['context'] {
  const mapped: [string, string | number | boolean][] = [];
  for (const [key, value] of Object.entries(context)) {
    if (key.startsWith(CONTEXT_PREFIX) || OWN_KEYS.has(key)) continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') mapped.push([key, value]);
  }
  return Object.fromEntries(mapped);
}
