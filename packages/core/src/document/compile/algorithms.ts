/**
 * Which algorithms an issuer's tokens may be signed with: the policy chooses, the token never does.
 *
 * Spec: RFC 8725 sections 2.1 and 3.1 (attack: `none`, and a public key taken for an HMAC secret).
 */
import type { Preset } from '../../presets/preset.ts';
import {
  ALGORITHM_NAMES,
  ASYMMETRIC_ALGORITHMS,
  type SignatureAlgorithm,
  toAlgorithm,
} from '../../token/algorithms.ts';
import { toChildPointer } from '../pointer.ts';
import type { IssuerEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import { suggestNearest } from '../shape/nearest.ts';

/** The accepted algorithms; empty only where each one named was refused. */
export function compileAlgorithms(
  entry: IssuerEntry,
  preset: Preset | null,
  pointer: string,
  report: Report,
): readonly SignatureAlgorithm[] {
  if (entry.algorithms === undefined) {
    if (entry.hmac !== undefined) return ['HS256'];
    return preset?.algorithms ?? ASYMMETRIC_ALGORITHMS;
  }
  const list = toChildPointer(pointer, 'algorithms');
  const accepted = new Set<SignatureAlgorithm>();
  for (const [index, name] of entry.algorithms.entries()) {
    const algorithm = toAlgorithm(name);
    const at = toChildPointer(list, index);
    if (algorithm === null) {
      reportUnknown(name, at, report);
    } else if (algorithm.kty === 'oct' && entry.hmac === undefined) {
      report.error({
        pointer: at,
        code: 'hmac-not-opted-in',
        message: `${name} needs a shared secret, and this issuer has no "hmac"`,
        suggestion: 'use the asymmetric algorithm that the issuer signs with, such as RS256 or ES256',
      });
    } else if (algorithm.kty !== 'oct' && entry.hmac !== undefined) {
      const message = `an issuer with "hmac" takes HS256, HS384 and HS512 only`;
      report.error({ pointer: at, code: 'hmac-only', message, suggestion: `remove ${name}, or remove "hmac"` });
    } else {
      accepted.add(algorithm.name);
    }
  }
  return [...accepted];
}

function reportUnknown(name: string, pointer: string, report: Report): void {
  if (name.toLowerCase() === 'none') {
    const message = 'unsigned tokens are never accepted';
    const suggestion = 'name the algorithm that the issuer signs with, such as RS256';
    report.error({ pointer, code: 'algorithm-none', message, suggestion });
    return;
  }
  report.error({
    pointer,
    code: 'unknown-algorithm',
    message: `there is no algorithm "${name.slice(0, 60)}"`,
    suggestion: suggestNearest(name, ALGORITHM_NAMES) ?? `known algorithms: ${ALGORITHM_NAMES.join(', ')}`,
  });
}
