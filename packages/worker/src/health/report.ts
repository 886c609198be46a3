/**
 * What a gate tells about its own state: whether it can verify tokens, and by which policy it decides.
 *
 * Does not: fetch, nor name an address. It speaks for one isolate; the next request may meet another.
 */
import type { Authorizer, CompiledPolicy, KeySourceReport } from '@sallyport/core';

/** The state of one issuer's keys. Instants are in epoch seconds. */
export interface IssuerHealth
  extends Pick<
    KeySourceReport,
    'state' | 'keyCount' | 'refusedKeyCount' | 'ageSeconds' | 'lastSuccessAt' | 'lastFailureAt' | 'fetches' | 'failures'
  > {
  /** The issuer's name in the policy; one with tenants is listed once for each. */
  readonly name: string;
}

/**
 * A gate's state: `degraded` where keys are stale and still serve, `unavailable` where tokens of an issuer are refused
 * with `keys_unavailable`.
 */
export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  /** `sha256:` and the policy's hash. */
  readonly policy: string;
  readonly issuers: readonly IssuerHealth[];
}

/** The state of this isolate's gate. */
export async function resolveHealth({ policy, policyHash, keys }: Authorizer): Promise<HealthReport> {
  const reports = keys();
  return {
    status: toKeyHealth(reports),
    policy: await policyHash(),
    issuers: reports.map((report) => toIssuerHealth(policy, report)),
  };
}

/** What the states of key sources come to; without any, `ok`. */
export function toKeyHealth(reports: readonly KeySourceReport[]): HealthReport['status'] {
  if (reports.some(isWithoutKeys)) return 'unavailable';
  return reports.some(({ state }) => state === 'stale') ? 'degraded' : 'ok';
}

/** Nobody has asked for the keys of a new isolate yet: `empty` is a fault only where fetching them failed. */
function isWithoutKeys({ state, failures }: KeySourceReport): boolean {
  return state === 'expired' || (state === 'empty' && failures > 0);
}

function toIssuerHealth(policy: CompiledPolicy, report: KeySourceReport): IssuerHealth {
  const { state, keyCount, refusedKeyCount, ageSeconds, lastSuccessAt, lastFailureAt, fetches, failures } = report;
  return {
    name: policy.byIss.get(report.iss)?.name ?? '',
    ...{ state, keyCount, refusedKeyCount, ageSeconds, lastSuccessAt, lastFailureAt, fetches, failures },
  };
}
