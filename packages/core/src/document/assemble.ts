/**
 * Makes the compiled policy of a plan whose values are known.
 *
 * Does not: judge a value; `resolve.ts` does where a gate starts, and a build has where `closed.ts` reads its plan.
 */
import type { RouteEntry } from '../routes/exact-table.ts';
import type { RouteTable } from '../routes/table.ts';
import type { CompiledIssuer, CompiledPolicy, CompiledWorker, KeyLocation } from './compiled.ts';
import type { IssuerPlan, PolicyPlan } from './plan.ts';

/** Builds the route table of a gate, with what the gate reads of paths. */
export type CreateTable = (entries: readonly RouteEntry[]) => RouteTable;

/** What the values of a plan come to. */
export interface KnownValues {
  readonly issuers: readonly CompiledIssuer[];
  readonly byIss: ReadonlyMap<string, CompiledIssuer>;
  readonly worker: CompiledWorker;
}

/** One exact identifier of an issuer. */
export interface IssuerIdentity {
  readonly iss: string;
  readonly tenant: string | null;
}

/** The compiled policy. */
export function assemblePolicy(plan: PolicyPlan, known: KnownValues, createTable: CreateTable): CompiledPolicy {
  // Its place in the list tells an access from all others.
  const accesses = plan.accesses.map((access, index) => ({ ...access, fingerprint: String(index) }));
  const entries = plan.routes.map(({ access: index, ...pattern }) => {
    const access = accesses[index];
    // A route left out would leave its paths to a wider one.
    if (access === undefined) throw new TypeError('The plan has a route without an access.');
    return { pattern, access };
  });
  const { sources, resource, cors, apiGateway, log, unsafeSettings } = plan;
  return { sources, ...known, routes: createTable(entries), resource, cors, apiGateway, log, unsafeSettings };
}

/** One issuer for each identifier. */
export function assembleIssuers(
  plan: IssuerPlan,
  identities: readonly IssuerIdentity[],
  audiences: CompiledIssuer['audiences'],
  toKeys: (identity: IssuerIdentity) => KeyLocation,
): readonly CompiledIssuer[] {
  const { issuer: _issuer, tenants: _tenants, issuerRules: _rules, ...kept } = plan;
  const settings: Omit<CompiledIssuer, 'iss' | 'tenant' | 'audiences' | 'keys'> = {
    ...kept,
    clients: plan.clients === null ? null : new Set(plan.clients),
    blockedKeys: new Set(plan.blockedKeys),
    algorithms: new Set(plan.algorithms),
    tokenTypes: new Set(plan.tokenTypes),
    typeClaims: plan.typeClaims.map(({ claim, values }) => ({ claim, values: new Set(values) })),
  };
  return identities.map((identity) => ({ ...settings, ...identity, audiences, keys: toKeys(identity) }));
}
