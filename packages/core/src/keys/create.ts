/**
 * Which kind of key source an issuer of the policy gets, and the kinds as parts, for a bundle that needs not all of them.
 */
import type { CompiledIssuer } from '../document/compiled.ts';
import { resolveMetadata } from '../issuers/discovery.ts';
import type { Ports } from '../ports.ts';
import { createHmacKeySource } from './hmac.ts';
import { createInlineKeySource } from './inline.ts';
import type { Discover } from './load.ts';
import { createRemoteKeySource } from './remote.ts';
import type { KeySource } from './source.ts';

/** The key source of an issuer whose keys are of the part's own kind, null for any other. */
export type KeysPart = (issuer: CompiledIssuer, ports: Ports) => KeySource | null;

/** Keys at an address that the issuer's metadata names. */
export const discoveredKeys: KeysPart = (issuer, ports) =>
  issuer.keys.kind === 'discovery' ? createRemoteKeySource(issuer, issuer.keys, ports, resolveMetadata) : null;

/** Stands where a bundle has no discovery: whoever asks all the same learns of no metadata, and no key. */
export const discoverNothing: Discover = async () => null;

/** Keys at an address of the policy. */
export const addressedKeys: KeysPart = (issuer, ports) =>
  issuer.keys.kind === 'jwksUri' ? createRemoteKeySource(issuer, issuer.keys, ports, discoverNothing) : null;

/** Keys in the policy. */
export const writtenKeys: KeysPart = (issuer, ports) =>
  issuer.keys.kind === 'jwks' ? createInlineKeySource(issuer, issuer.keys.keys, ports) : null;

/** Secrets of the gate's environment. */
export const sharedSecrets: KeysPart = (issuer, ports) =>
  issuer.keys.kind === 'hmac' ? createHmacKeySource(issuer, issuer.keys.secrets, ports) : null;

/**
 * The key source of one issuer: remote for discovery and `jwksUri`, inline for `jwks`, secrets for `hmac`.
 *
 * Construction does no I/O and reads no clock, so that it may happen at module scope.
 */
export function createKeySource(issuer: CompiledIssuer, ports: Ports): KeySource {
  return createKeySourceOf([discoveredKeys, addressedKeys, writtenKeys, sharedSecrets], issuer, ports);
}

/**
 * The same of the parts that a bundle has.
 *
 * @throws TypeError where none of them is for the issuer's keys: without a source its tokens could not be judged.
 */
export function createKeySourceOf(parts: readonly KeysPart[], issuer: CompiledIssuer, ports: Ports): KeySource {
  for (const part of parts) {
    const source = part(issuer, ports);
    if (source !== null) return source;
  }
  throw new TypeError(`this gate was built without the part that reads the keys of "${issuer.name}"`);
}
