/**
 * The decision: route -> authentication (extract to binding, in `authenticate.ts`) -> requirement.
 *
 * Starts from deny. `allow` is written in one place, at the end of `judge`; whatever stops a run short of it denies.
 * Does not: throw for anything a request holds. An unforeseen error is a denial with `internal_error`.
 */
import type { Authenticate } from './authenticate.ts';
import { toChallenge } from './decision/challenge.ts';
import type { AuthorizeRequest, Decision, Denial, Principal } from './decision/decision.ts';
import { REASONS } from './decision/reasons.ts';
import type { CompiledAccess, CompiledIssuer, CompiledPolicy } from './document/compiled.ts';
import type { Ports } from './ports.ts';
import { checkRequirement } from './requirement/evaluate.ts';
import { toRequirements } from './requirement/solve.ts';
import { parsePath, parseTarget, type RequestTarget } from './routes/path.ts';

/** What one gate's decisions are made with. */
export interface Gate {
  readonly policy: CompiledPolicy;
  readonly ports: Ports;
  /** The policy's hash, hex. */
  readonly hash: () => Promise<string>;
  /** Turns a request's credential into a principal; `rehearse.ts` supposes one instead. */
  readonly authenticate: Authenticate;
}

type Trail = { -readonly [Fact in keyof TrailFacts]: TrailFacts[Fact] };
type TrailFacts = Pick<Decision, 'decidedAt' | 'path' | 'route' | 'access' | 'params' | 'principal' | 'credentialFrom'>;

/** Decides one request. Resolves always; both effects are objects, so test `effect`. */
export async function decide(gate: Gate, request: AuthorizeRequest): Promise<Decision> {
  const trail: Trail = {
    decidedAt: 0,
    path: null,
    route: null,
    access: null,
    params: {},
    principal: null,
    credentialFrom: null,
  };
  let verdict: Denial | 'allow' = { reason: 'internal_error' };
  let decisionId = '';
  let hash = '';
  try {
    decisionId = gate.ports.newId();
    hash = await gate.hash();
    verdict = await judge(gate, request, trail);
    trail.decidedAt = gate.ports.clock() / 1000;
  } catch (error) {
    // Only the error's name: messages of runtimes and libraries can quote what they were given.
    verdict = { reason: 'internal_error', about: error instanceof Error ? error.name : typeof error };
  }
  const facts = { decisionId, policy: `sha256:${hash}`, method: request.method, ...trail };
  if (verdict === 'allow') return { ...facts, effect: 'allow', status: 200, reason: null };
  return {
    ...facts,
    effect: 'deny',
    status: REASONS[verdict.reason].status,
    reason: verdict.reason,
    challenge: toChallenge(verdict),
    about: verdict.about ?? null,
    retryAfterSeconds: verdict.retryAfterSeconds ?? null,
  };
}

/** Runs the phases; a `Denial` is the first that failed. */
async function judge(gate: Gate, request: AuthorizeRequest, trail: Trail): Promise<Denial | 'allow'> {
  const target = parseTarget(request.url);
  const routed = checkRoute(gate.policy, request, target, trail);
  const tokenFirst = request.credentials === 'always';
  if ('reason' in routed && !tokenFirst) return routed;

  const access = 'reason' in routed ? null : routed;
  if (tokenFirst || access?.kind !== 'public') {
    const sources = tokenFirst ? gate.policy.sources : (access?.sources ?? []);
    const authentication = await gate.authenticate({ request, target, sources });
    trail.credentialFrom = authentication.credentialFrom ?? null;
    if ('reason' in authentication) {
      const isAnonymous = authentication.reason === 'token_missing' && access?.kind === 'optional' && !tokenFirst;
      if (!isAnonymous) return authentication;
    } else {
      trail.principal = authentication.principal;
      const unmet = access === null ? null : checkAccess(access, authentication, trail.params);
      if (unmet) return unmet;
    }
  }
  return 'reason' in routed ? routed : 'allow';
}

/** The route phase: the canonical path, the most specific route, and what it says about anyone. */
function checkRoute(
  policy: CompiledPolicy,
  request: AuthorizeRequest,
  target: RequestTarget,
  trail: Trail,
): CompiledAccess | Denial {
  const path = parsePath(target.rawPath);
  if (path.kind === 'ambiguous') return { reason: 'path_ambiguous', about: path.why };
  trail.path = path.path;
  const match = policy.routes.match(request.method, target.host, path.segments);
  if (!match) return { reason: 'route_unmatched' };
  const { route, params } = match;
  const watchesLookAlikes = request.lookAlikes !== 'ignore';
  if (watchesLookAlikes && policy.routes.isLookAlike(request.method, target.host, path.segments, route)) {
    return { reason: 'path_ambiguous', about: 'look-alike' };
  }
  trail.route = route.key;
  trail.access = route.access.kind;
  trail.params = params;
  return route.access.kind === 'deny' ? { reason: 'route_denied' } : route.access;
}

function checkAccess(
  access: CompiledAccess,
  { principal, issuer }: { readonly principal: Principal; readonly issuer: CompiledIssuer },
  params: Readonly<Record<string, string>>,
): Denial | null {
  if (access.kind === 'public') return null;
  for (const requirement of toRequirements(access, issuer)) {
    const unmet = checkRequirement(requirement, principal, params);
    if (unmet) return unmet;
  }
  return null;
}
