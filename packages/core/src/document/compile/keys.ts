/**
 * Where an issuer's keys come from: exactly one place.
 *
 * Does not: fetch. The address comes from the policy alone, so that no token can choose where keys are read.
 */
import type { Preset } from '../../presets/preset.ts';
import type { KeyPlan } from '../plan.ts';
import { toChildPointer } from '../pointer.ts';
import type { IssuerEntry } from '../policy.ts';
import type { Report } from '../report.ts';

const LOCATIONS = ['jwksUri', 'jwks', 'keys', 'hmac'] as const;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/** Where the keys are. Contradictions, and inline keys that cannot be public keys, are reported. */
export function compileKeys(entry: IssuerEntry, preset: Preset | null, pointer: string, report: Report): KeyPlan {
  checkExclusive(entry, preset, pointer, report);
  if (entry.hmac !== undefined) return { kind: 'hmac', hmac: entry.hmac };
  if (entry.jwks !== undefined) {
    const { keys } = entry.jwks;
    checkInlineKeys(keys, toChildPointer(pointer, 'jwks'), report);
    return { kind: 'jwks', keys };
  }
  if (entry.jwksUri !== undefined) return { kind: 'jwksUri', uri: entry.jwksUri };
  const binding = entry.keys?.binding ?? null;
  if (preset === null || preset.keys === 'discovery') return { kind: 'discovery', binding };
  if ('jwksUri' in preset.keys) return { kind: 'template', template: preset.keys.jwksUri, binding };
  report.error({
    pointer,
    at: 'name',
    code: 'preset-keys',
    message: `the keys of an issuer of the preset "${preset.name}" cannot be found by its name`,
    suggestion: `add "jwksUri": "${preset.keys.namedLike}"`,
  });
  return { kind: 'discovery', binding };
}

function checkExclusive(entry: IssuerEntry, preset: Preset | null, pointer: string, report: Report): void {
  const [first, ...others] = LOCATIONS.filter((name) => entry[name] !== undefined);
  for (const name of others) {
    const message = `"${name}" cannot stand beside "${first}": keys come from one place`;
    const at = toChildPointer(pointer, name);
    report.error({
      pointer: at,
      at: 'name',
      code: 'key-location-conflict',
      message,
      suggestion: 'keep one of the two',
    });
  }
  if (preset === null || entry.hmac === undefined) return;
  report.error({
    pointer: toChildPointer(pointer, 'hmac'),
    at: 'name',
    code: 'preset-hmac',
    message: `issuers of the preset "${preset.name}" publish their keys; a shared secret would only weaken them`,
    suggestion: 'remove "hmac" and have the provider sign with RS256',
  });
}

function checkInlineKeys(keys: readonly object[], pointer: string, report: Report): void {
  for (const [index, key] of keys.entries()) {
    const at = toChildPointer(toChildPointer(pointer, 'keys'), index);
    if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(key, name))) {
      const message = 'this key is private or secret: whoever reads the policy could sign tokens with it';
      const suggestion = 'publish the public part alone, and replace the key pair';
      report.error({ pointer: at, code: 'private-key', message, suggestion });
    } else if (typeof Object.getOwnPropertyDescriptor(key, 'kty')?.value !== 'string') {
      report.error({ pointer: at, code: 'malformed-key', message: 'this is not a JSON Web Key: it has no "kty"' });
    }
  }
}
