/**
 * The decision: route -> authentication (extract to binding, in `authenticate.ts`) -> requirement.
 *
 * Starts from deny. `allow` is written in one place, at the end of `decide`, for what passed every phase and for what its
 * route only reports; whatever stops a run short of it denies.
 * Does not: throw for anything a request holds. An unforeseen error is a denial with `internal_error`.
 */
import type { Authenticate, Authentication } from './authenticate.ts';
import { type ChallengedResource, toChallenge } from './decision/challenge.ts';
import type { AuthorizeRequest, Decision, Denial, Principal, TokenSource } from './decision/decision.ts';
import { REASONS } from './decision/reasons.ts';
import { keepsPrincipal, toReported } from './decision/report-only.ts';
import type { CompiledAccess, CompiledIssuer, CompiledPolicy } from './document/compiled.ts';
import type { Ports } from './ports.ts';
import { checkRequirements, listWantedScopes } from './requirement/evaluate.ts';
import { toRequirements } from './requirement/solve.ts';
import { parsePath, parseTarget, type RequestTarget } from './routes/path.ts';
import type { ReadPath, Route, RouteMatch } from './routes/table.ts';

/** What one gate's decisions are made with. */
export interface Gate {
  readonly policy: CompiledPolicy;
  readonly ports: Ports;
  /** The policy's hash, hex; no promise once it is known. */
  readonly hash: () => string | Promise<string>;
  /** Turns a request's credential into a principal; `rehearse.ts` supposes one instead. */
  readonly authenticate: Authenticate;
  /** `apply` (a gate) lets through what a route only reports; `enforce` (a rehearsal) judges what the route demands. */
  readonly reportOnly: 'apply' | 'enforce';
}

/** How far the phases came: what stopped them, if anything did, and the access of the route that matched. */
interface Verdict {
  readonly outcome: Denial | 'allow';
  /** Null where no route matched, or where the gate keeps answers, which no route may report under. */
  readonly access: CompiledAccess | null;
}

type Trail = { -readonly [Fact in keyof TrailFacts]: TrailFacts[Fact] };
type TrailFacts = Pick<Decision, 'decisionId' | 'policy' | 'decidedAt' | 'method' | 'principal' | 'credentialFrom'> &
  Pick<Decision, 'path' | 'route' | 'access' | 'params'>;

/** An unverified credential speaks for nobody, and no gate passes it on. */
const NOBODY = { principal: null, credentialFrom: null } as const;

/**
 * Decides one request. Resolves always; both effects are objects, so test `effect`.
 *
 * Waits only for what is not known yet: each promise that is awaited costs a token that was seen before as much as a check.
 */
export async function decide(gate: Gate, request: AuthorizeRequest): Promise<Decision> {
  const trail: Trail = {
    decisionId: '',
    policy: 'sha256:',
    decidedAt: 0,
    method: request.method,
    path: null,
    route: null,
    access: null,
    params: {},
    principal: null,
    credentialFrom: null,
  };
  let verdict: Verdict = { outcome: { reason: 'internal_error' }, access: null };
  try {
    trail.decisionId = gate.ports.newId();
    const hash = gate.hash();
    trail.policy = `sha256:${typeof hash === 'string' ? hash : await hash}`;
    const target = parseTarget(request.url);
    const routed = checkRoute(gate.policy, request, target, trail);
    const sources = toSources(gate.policy, request, routed);
    const found = sources && gate.authenticate({ request, target, sources });
    // Told by its `then`: no promise, of whatever realm, may be read as what it has yet to bring.
    const authentication = found !== null && 'then' in found ? await found : found;
    // Whatever a credential was asked of must have answered: nothing is not an answer that lets pass.
    if (sources !== null && !authentication) throw new TypeError('a credential was not judged');
    verdict = judge(request, routed, authentication, trail);
    trail.decidedAt = gate.ports.clock() / 1000;
  } catch (error) {
    // Only the error's name: messages of runtimes and libraries can quote what they were given.
    const about = error instanceof Error ? error.name : typeof error;
    verdict = { outcome: { reason: 'internal_error', about }, access: null };
  }
  const { outcome, access } = verdict;
  const isReportable = outcome !== 'allow' && gate.reportOnly === 'apply';
  const reported = isReportable ? toReported(access, outcome, trail.decidedAt) : null;
  if (reported !== null && !keepsPrincipal(reported)) Object.assign(trail, NOBODY);
  if (outcome === 'allow' || reported !== null) {
    return { ...trail, effect: 'allow', status: 200, reason: null, reported };
  }
  return {
    ...trail,
    effect: 'deny',
    status: REASONS[outcome.reason].status,
    reason: outcome.reason,
    challenge: toChallenge(outcome, toChallengedResource(gate.policy, access)),
    about: outcome.about ?? null,
    retryAfterSeconds: outcome.retryAfterSeconds ?? null,
  };
}

/** What a client is told to get a token for; null where the policy names no resource. */
function toChallengedResource({ resource }: CompiledPolicy, access: CompiledAccess | null): ChallengedResource | null {
  if (resource === null) return null;
  const requirement = access?.requirement ?? null;
  return { metadataUrl: resource.metadataUrl, scopes: requirement === null ? [] : listWantedScopes(requirement) };
}

/** Where a credential is read; null where none is: on a public route, or once the route has denied. */
function toSources(
  policy: CompiledPolicy,
  request: AuthorizeRequest,
  routed: CompiledAccess | Denial,
): readonly TokenSource[] | null {
  if (request.credentials === 'always') return policy.sources;
  return 'reason' in routed || routed.kind === 'public' ? null : routed.sources;
}

/** What the route and the token come to. @param authentication - Null where no credential is read. */
function judge(
  request: AuthorizeRequest,
  routed: CompiledAccess | Denial,
  authentication: Authentication | null,
  trail: Trail,
): Verdict {
  const access = 'reason' in routed ? null : routed;
  const unfit = authentication && judgeToken(request, access, authentication, trail);
  const outcome = unfit ?? ('reason' in routed ? routed : 'allow');
  return { outcome, access: request.credentials === 'always' ? null : access };
}

/** The phases after the route; null where all of them passed. */
function judgeToken(
  request: AuthorizeRequest,
  access: CompiledAccess | null,
  authentication: Authentication,
  trail: Trail,
): Denial | null {
  trail.credentialFrom = authentication.credentialFrom ?? null;
  if ('reason' in authentication) {
    const isAnonymous = authentication.reason === 'token_missing' && access?.kind === 'optional';
    return isAnonymous && request.credentials !== 'always' ? null : authentication;
  }
  trail.principal = authentication.principal;
  return access === null ? null : checkAccess(access, authentication, trail.params);
}

/** The route phase: the canonical path, the most specific route, and what it says about anyone. */
function checkRoute(
  policy: CompiledPolicy,
  request: AuthorizeRequest,
  target: RequestTarget,
  trail: Trail,
): CompiledAccess | Denial {
  const found = findRoute(policy, request, target);
  if ('reason' in found) return found;
  const { path, match } = found;
  trail.path = path.path;
  if (!match) return { reason: 'route_unmatched' };
  const { route, params } = match;
  const form = findLookAlike(policy, request, target, path, route);
  if (form !== null) return { reason: 'path_ambiguous', about: form };
  trail.route = route.key;
  trail.access = route.access.kind;
  trail.params = params;
  return route.access.kind === 'deny' ? { reason: 'route_denied' } : route.access;
}

/** What an origin might take for another path, as `about` names it; null where nothing is, or the gate does not look. */
function findLookAlike(
  { routes }: CompiledPolicy,
  { method, lookAlikes = 'refuse' }: AuthorizeRequest,
  { host }: RequestTarget,
  path: ReadPath,
  route: Route,
): string | null {
  if (lookAlikes === 'ignore') return null;
  if (routes.isLookAlike(method, host, path.segments, route)) return 'look-alike';
  return lookAlikes === 'refuse' && routes.isSlashAlike(method, host, path, route) ? 'trailing slash' : null;
}

/** The path and what matches it; a path that is ambiguous is matched only where its route admits the form. */
function findRoute(
  { routes }: CompiledPolicy,
  { method, credentials }: AuthorizeRequest,
  { host, rawPath }: RequestTarget,
): { readonly path: ReadPath; readonly match: RouteMatch | null } | Denial {
  const path = parsePath(rawPath);
  if (path.kind === 'canonical') return { path, match: routes.match(method, host, path.segments) };
  const admission = credentials === 'always' ? null : routes.admit(method, host, rawPath);
  if (admission === null) return { reason: 'path_ambiguous', about: path.why };
  return { path: admission, match: admission.match };
}

function checkAccess(
  access: CompiledAccess,
  { principal, issuer }: { readonly principal: Principal; readonly issuer: CompiledIssuer },
  params: Readonly<Record<string, string>>,
): Denial | null {
  return access.kind === 'public' ? null : checkRequirements(toRequirements(access, issuer), principal, params);
}
