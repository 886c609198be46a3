/**
 * Test issuers that stand in for the policy's issuers, each minting with the real `iss` in its preset's shape.
 *
 * Does not: stand in for an issuer on loopback; that one is reached as it is.
 */
import type { CompiledIssuer, CompiledPolicy } from '@sallyport/core';
import { createTestIssuer, isTestPreset, type TestAlgorithm, type TestIssuer } from '@sallyport/core/testing';

/** One issuer of the policy and what answers for it. */
export interface StandIn {
  /** The issuer's name in the policy. */
  readonly name: string;
  readonly iss: string;
  /** The preset that the policy names, or null. */
  readonly preset: string | null;
  readonly testIssuer: TestIssuer;
}

/** A stand-in for every issuer of the policy whose keys would be fetched from beyond this machine. */
export function createStandIns(policy: CompiledPolicy): readonly StandIn[] {
  return policy.issuers
    .filter((issuer) => issuer.keys.kind === 'discovery' || issuer.keys.kind === 'jwksUri')
    .filter((issuer) => !isLoopback(issuer.iss))
    .map((issuer) => ({
      ...{ name: issuer.name, iss: issuer.iss, preset: issuer.preset },
      testIssuer: toTestIssuer(issuer),
    }));
}

/** Whether a URL names this machine. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);
}

function toTestIssuer(issuer: CompiledIssuer): TestIssuer {
  const { preset } = issuer;
  const [audience] = issuer.audiences ?? [];
  const algorithm = pickAlgorithm(issuer);
  return createTestIssuer({
    issuer: issuer.iss,
    ...(preset !== null && isTestPreset(preset) ? { preset } : {}),
    ...(audience === undefined ? {} : { audience }),
    ...(algorithm === null ? {} : { algorithm }),
    ...(issuer.keys.kind === 'jwksUri' ? { jwksUri: issuer.keys.uri } : {}),
  });
}

function pickAlgorithm(issuer: CompiledIssuer): TestAlgorithm | null {
  const preferred: readonly TestAlgorithm[] = ['ES256', 'RS256', 'EdDSA', 'PS256', 'ES384'];
  return preferred.find((algorithm) => issuer.algorithms.has(algorithm)) ?? null;
}
