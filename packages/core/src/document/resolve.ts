/**
 * Makes the compiled policy of a plan: what the environment holds is filled in and judged, the route table is built.
 *
 * Every gate is constructed through here, of a document or of a build, but one of a build that has left nothing open
 * (`closed.ts`): what resolved values must be is checked once.
 */
import { assemblePolicy, type CreateTable } from './assemble.ts';
import type { CompiledIssuer, CompiledPolicy, CompiledWorker } from './compiled.ts';
import type { PolicyPlan, WorkerPlan } from './plan.ts';
import { toPointer } from './pointer.ts';
import type { Report } from './report.ts';
import { resolveAudience } from './resolve/audience.ts';
import type { ResolveContext } from './resolve/context.ts';
import { resolveIssuerPlan } from './resolve/issuer.ts';
import { resolveOrigin } from './resolve/origin.ts';
import type { HostRule } from './resolve/url.ts';
import { createResolver, type Environment } from './resolve/variables.ts';

/** What a resolution depends on beside the plan. */
export interface ResolveOptions {
  /** Values for `${NAME}`. */
  readonly env: Environment;
  /** `assume` judges the rest of a policy without the variables it needs; a gate resolves. */
  readonly variables: 'resolve' | 'assume';
  readonly hosts: HostRule;
  readonly createTable: CreateTable;
}

/** The compiled policy of a plan; usable only where the report has no errors. */
export function resolvePlan(plan: PolicyPlan, options: ResolveOptions, report: Report): CompiledPolicy {
  const { env, variables, hosts } = options;
  const context: ResolveContext = { report, resolver: createResolver(env, variables, report), hosts };
  const shared = plan.audience === null ? undefined : resolveAudience(plan.audience, '/audience', context);
  const issuers = plan.issuers.flatMap((issuer) => resolveIssuerPlan(issuer, shared, context));
  const worker = resolveWorker(plan.worker, context);
  checkOwnIssuer(worker, issuers, report);
  return assemblePolicy(plan, { issuers, byIss: indexByIss(issuers, report), worker }, options.createTable);
}

function resolveWorker({ origins, publicOrigin, ...settings }: WorkerPlan, context: ResolveContext): CompiledWorker {
  return {
    ...settings,
    origins: origins.flatMap(({ prefix, text, pointer }) => {
      const origin = resolveOrigin(text, pointer, context);
      return origin === null ? [] : [{ prefix, origin }];
    }),
    publicOrigin: publicOrigin === null ? null : resolveOrigin(publicOrigin, '/worker/publicOrigin', context),
  };
}

/** A token of the gate's own must never pass for one of an issuer: whatever type it states, its `iss` is unknown. */
function checkOwnIssuer(worker: CompiledWorker, issuers: readonly CompiledIssuer[], report: Report): void {
  const own = worker.assertion === null ? null : worker.publicOrigin;
  const same = own === null ? undefined : issuers.find(({ iss }) => iss === own || iss === `${own}/`);
  if (same === undefined) return;
  const message = `the issuer "${same.name}" has the name in which this gate signs its own assertions`;
  const pointer = toPointer('worker', 'publicOrigin');
  report.error({ pointer, code: 'own-issuer', message, suggestion: 'give the gate an origin of its own' });
}

/** Two entries for one `iss` would leave it to chance whose keys and audience count. */
function indexByIss(issuers: readonly CompiledIssuer[], report: Report): ReadonlyMap<string, CompiledIssuer> {
  const byIss = new Map<string, CompiledIssuer>();
  for (const issuer of issuers) {
    const first = byIss.get(issuer.iss);
    if (first === undefined) {
      byIss.set(issuer.iss, issuer);
      continue;
    }
    const pointer = toPointer('issuers', issuer.name, 'issuer');
    const message = `"${first.name}" and "${issuer.name}" accept the same "iss"`;
    report.error({ pointer, code: 'issuer-conflict', message, suggestion: 'keep one of the two' });
  }
  return byIss;
}
