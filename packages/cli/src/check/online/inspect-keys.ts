/**
 * What each key of an issuer's answer is good for, by the core's own verdict, member by member.
 *
 * Trust: members come from the network; a private one that an issuer published by mistake is named, never shown.
 */
import { type CompiledIssuer, createKeySource, createWebPorts } from '@sallyport/core';

/** One member of a key set. */
export interface InspectedKey {
  readonly kid: string | null;
  /** Such as `RSA 2048` or `EC P-256`; null where the member does not say. */
  readonly size: string | null;
  /** The algorithms of the policy's issuer that it verifies. */
  readonly algorithms: readonly string[];
  /** Why it is left out, in the core's words; `algorithm_not_accepted` for one that no accepted algorithm uses. */
  readonly refused: string | null;
}

/** The most characters of a `kid` that are shown. */
const MAX_SHOWN = 80;

/** Inspects the members of a key set's text; none where it is no key set. */
export async function inspectKeys(text: string, issuer: CompiledIssuer): Promise<readonly InspectedKey[]> {
  const keys: InspectedKey[] = [];
  for (const member of listMembers(text)) keys.push(await inspectKey(member, issuer));
  return keys;
}

async function inspectKey(member: unknown, issuer: CompiledIssuer): Promise<InspectedKey> {
  if (!isObject(member)) return { kid: null, size: null, algorithms: [], refused: 'not_an_object' };
  const refusals: string[] = [];
  const ports = createWebPorts({
    onKeyEvent: ({ kind, why }) => {
      if (kind === 'refused_key' && why !== undefined) refusals.push(why);
    },
  });
  const source = createKeySource({ ...issuer, keys: { kind: 'jwks', keys: [member] } }, ports);
  const kid = readText(member, 'kid');
  const algorithms: string[] = [];
  for (const algorithm of issuer.algorithms) {
    const answer = await source.find({ kid, algorithm });
    if (answer.kind === 'found') algorithms.push(algorithm);
  }
  const why = refusals[0] ?? (algorithms.length === 0 ? 'algorithm_not_accepted' : null);
  return { kid: kid === null ? null : kid.slice(0, MAX_SHOWN), size: toSize(member), algorithms, refused: why };
}

function listMembers(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    const keys = isObject(value) ? value.keys : null;
    return Array.isArray(keys) ? keys : [];
  } catch {
    return [];
  }
}

function toSize(member: Readonly<Record<string, unknown>>): string | null {
  const kty = readText(member, 'kty');
  if (kty === 'RSA') return `RSA ${countBits(readText(member, 'n') ?? '')}`;
  const curve = readText(member, 'crv');
  return kty === null || kty.length > 16 ? null : [kty, (curve ?? '').slice(0, 16)].join(' ').trim();
}

function countBits(modulus: string): number {
  const octets = Buffer.from(modulus, 'base64url');
  const first = octets.findIndex((octet) => octet !== 0);
  return first === -1 ? 0 : (octets.length - first) * 8 - (Math.clz32(octets[first] ?? 0) - 24);
}

function readText(member: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = Object.hasOwn(member, name) ? member[name] : null;
  return typeof value === 'string' ? value : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
