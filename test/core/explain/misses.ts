/** Policies to look for near misses in. */

import type { MissQuestion, NearMiss } from '../../../packages/core/src/explain/near-miss.ts';
import { findNearMisses } from '../../../packages/core/src/explain/near-misses.ts';
import { compilePolicy, type PolicyDocument } from '../../../packages/core/src/index.ts';

type Policy = MissQuestion['policy'];

const toDocument = (issuer: string, preset?: string, routes: PolicyDocument['routes'] = {}): PolicyDocument => ({
  issuers: { one: { issuer, audience: 'https://api.acme.dev', ...(preset === undefined ? {} : { preset }) } },
  routes,
});

/** A policy with one issuer. @throws where it has errors. */
export function place(issuer: string, preset?: string, routes: PolicyDocument['routes'] = {}): Policy {
  const { policy, findings } = compilePolicy(toDocument(issuer, preset, routes), { env: {} });
  if (policy === null) throw new TypeError(JSON.stringify(findings));
  return policy;
}

/** Whether a policy may hold the issuer with the preset. */
export function isOffered(preset: string | undefined, iss: string): boolean {
  return compilePolicy(toDocument(iss, preset), { env: {} }).policy !== null;
}

const NOTHING = {
  ...{ about: null, nowSeconds: 1_900_000_000, params: {}, route: null, issuer: null, token: null },
  request: { method: 'GET', host: null, segments: [] },
  credential: {
    ...{ token: null, denial: null, length: 0, signs: [], scheme: null, detail: '' },
    from: { kind: 'authorization' },
  },
} as const;

/** What is said of a token of another issuer. */
export function lookFor(policy: Policy, iss: string): readonly NearMiss[] {
  const token = {
    header: { alg: 'ES256', kid: 'k', typ: { kind: 'absent' }, crit: 'absent' },
    payload: { iss },
  } as const;
  return findNearMisses({ ...NOTHING, policy, reason: 'issuer_unknown', token });
}

/** What is said of a path that no route matches. */
export function unmatched(
  routes: PolicyDocument['routes'],
  method: string,
  segments: readonly string[],
): readonly NearMiss[] {
  const policy = place('https://id.acme.dev', undefined, routes);
  return findNearMisses({ ...NOTHING, policy, reason: 'route_unmatched', request: { method, host: null, segments } });
}

/** What is said of a token of the policy's one issuer. */
export function ofToken(
  policy: Policy,
  reason: MissQuestion['reason'],
  about: string,
  payload: Readonly<Record<string, unknown>>,
): readonly NearMiss[] {
  const [issuer = null] = policy.issuers;
  const token = { header: { alg: 'RS256', kid: 'k', typ: { kind: 'absent' }, crit: 'absent' }, payload } as const;
  return findNearMisses({ ...NOTHING, policy, reason, about, token, issuer });
}
