/**
 * Which kind of key source an issuer of the policy gets.
 */
import type { CompiledIssuer } from '../document/compiled.ts';
import type { Ports } from '../ports.ts';
import { createHmacKeySource } from './hmac.ts';
import { createInlineKeySource } from './inline.ts';
import { createRemoteKeySource } from './remote.ts';
import type { KeySource } from './source.ts';

/**
 * The key source of one issuer: remote for discovery and `jwksUri`, inline for `jwks`, secrets for `hmac`.
 *
 * Construction does no I/O and reads no clock, so that it may happen at module scope.
 */
export function createKeySource(issuer: CompiledIssuer, ports: Ports): KeySource {
  const { keys } = issuer;
  switch (keys.kind) {
    case 'discovery':
    case 'jwksUri':
      return createRemoteKeySource(issuer, keys, ports);
    case 'jwks':
      return createInlineKeySource(issuer, keys.keys, ports);
    case 'hmac':
      return createHmacKeySource(issuer, keys.secrets, ports);
  }
}
