/**
 * Runs the phases of one request one by one, past the first that fails, with the phases' own functions.
 *
 * Trust: what comes after a failed signature reads claims that nobody vouches for. It says how a phase would have gone and
 * is never an allow: the decision was made before, by `authorize`.
 */
import { checkClaims } from '../claims/check.ts';
import { toPrincipal } from '../claims/principal.ts';
import type { AuthorizeRequest, Decision, Denial } from '../decision/decision.ts';
import { REASONS } from '../decision/reasons.ts';
import type { CompiledIssuer, CompiledPolicy } from '../document/compiled.ts';
import { resolveIssuer } from '../issuers/resolve.ts';
import type { KeySource } from '../keys/source.ts';
import type { Ports } from '../ports.ts';
import { checkRequirements } from '../requirement/evaluate.ts';
import { toRequirements } from '../requirement/solve.ts';
import { parsePath, parseTarget } from '../routes/path.ts';
import type { Route } from '../routes/table.ts';
import { parseToken } from '../token/decode.ts';
import type { UnverifiedToken } from '../token/token.ts';
import { toAskedText } from './asked.ts';
import { type CredentialFacts, readCredential } from './credential-facts.ts';
import { runKeyPhases } from './key-phases.ts';
import { toClaimsText, toHeaderText, toRouteText } from './phase-text.ts';
import {
  fail,
  leave,
  type PhaseName,
  type PhaseOutcome,
  type PhaseReport,
  pass,
  toPhaseReports,
  toPlaceText,
} from './phases.ts';

/** What the phases are run on. */
export interface PhaseQuestion {
  readonly policy: CompiledPolicy;
  readonly ports: Ports;
  /** By `iss`. */
  readonly sources: ReadonlyMap<string, KeySource>;
  readonly request: AuthorizeRequest;
  readonly decision: Decision;
}

/** How the phases went, and what they found on the way. */
export interface PhaseRun {
  readonly phases: readonly PhaseReport[];
  /** What was asked; `segments` are null where the path is ambiguous. */
  readonly request: {
    readonly method: string;
    readonly host: string | null;
    readonly segments: readonly string[] | null;
  };
  readonly route: Route | null;
  readonly credential: CredentialFacts;
  readonly token: UnverifiedToken | null;
  /** The issuer that the token names, whether its settings admit the token or not. */
  readonly issuer: CompiledIssuer | null;
}

const NO_TOKEN = leave('unknown', 'there is no token to look at');

/** Runs every phase that can be run. */
export async function rehearsePhases(question: PhaseQuestion): Promise<PhaseRun> {
  const { policy, ports, sources, request, decision } = question;
  const route = policy.routes.routes.find(({ key }) => key === decision.route) ?? null;
  const credential = readCredential(policy, request, route?.access.sources ?? policy.sources);
  const decoded = credential.token === null ? null : parseToken(credential.token);
  const token = decoded === null || 'reason' in decoded ? null : decoded;
  const issuer = findIssuer(policy, token);
  const routed = runRoute(decision, route);
  const { host, rawPath } = parseTarget(request.url);
  const path = parsePath(rawPath);
  const asked = { method: request.method, host, segments: path.kind === 'canonical' ? path.segments : null };
  const found: PhaseRun = { phases: [], request: asked, route, credential, token, issuer };
  if (routed.kind === 'passed' && isOpenTo(route, credential)) {
    return { ...found, phases: toPhaseReports(toOpen(routed, route)) };
  }
  const resolved = token === null ? null : resolveIssuer(policy, token, credential.from);
  const keyed = await runKeyPhases(sources, token, resolved);
  const nowSeconds = ports.clock() / 1000;
  const outcomes: Record<PhaseName, PhaseOutcome> = {
    route: routed,
    extract: runExtract(credential),
    decode: runDecode(decoded, credential),
    issuer: runIssuer(resolved, issuer),
    ...keyed,
    claims: runClaims(token, issuer, nowSeconds),
    revocation: leave('not_asked', 'the policy asks no store of revoked tokens'),
    requirement: runRequirement(route, token, issuer, decision.params),
  };
  return { ...found, phases: toPhaseReports(agree(outcomes, decision)) };
}

function findIssuer(policy: CompiledPolicy, token: UnverifiedToken | null): CompiledIssuer | null {
  const iss = token && Object.hasOwn(token.payload, 'iss') ? token.payload.iss : undefined;
  return typeof iss === 'string' ? (policy.byIss.get(iss) ?? null) : null;
}

function isOpenTo(route: Route | null, { denial }: CredentialFacts): boolean {
  if (route?.access.kind === 'public') return true;
  return route?.access.kind === 'optional' && denial?.reason === 'token_missing';
}

function toOpen(routed: PhaseOutcome, route: Route | null): Record<PhaseName, PhaseOutcome> {
  const why = route?.access.kind === 'public' ? 'the route is public' : 'the route lets requests without a token in';
  const open = leave('not_asked', why);
  return {
    ...{ route: routed, extract: open, decode: open, issuer: open, key: open, signature: open },
    ...{ claims: open, binding: open, revocation: open, requirement: open },
  };
}

function runRoute(decision: Decision, route: Route | null): PhaseOutcome {
  const { reason } = decision;
  if (decision.effect === 'deny' && reason !== null && REASONS[reason].phase === 'route') {
    return fail(
      { reason, ...(decision.about === null ? {} : { about: decision.about }) },
      toRouteText(decision, route),
    );
  }
  return pass(toRouteText(decision, route));
}

function runExtract({ denial, detail, from }: CredentialFacts): PhaseOutcome {
  return denial === null ? pass(`${detail}, in ${toPlaceText(from)}`) : fail(denial, detail);
}

function runDecode(decoded: UnverifiedToken | Denial | null, { length }: CredentialFacts): PhaseOutcome {
  if (decoded === null) return NO_TOKEN;
  if (!('reason' in decoded)) return pass(`a compact JWS of ${length} characters, ${toHeaderText(decoded.header)}`);
  return fail(decoded, `${length} characters that are no compact JWS${decoded.about ? ` (${decoded.about})` : ''}`);
}

function runIssuer(resolved: ReturnType<typeof resolveIssuer> | null, issuer: CompiledIssuer | null): PhaseOutcome {
  if (resolved === null) return NO_TOKEN;
  if (!('reason' in resolved)) return pass(`"${resolved.issuer.name}" (${resolved.issuer.iss})`);
  const name = issuer === null ? 'no issuer of the policy' : `"${issuer.name}", whose settings do not admit the token`;
  return fail(resolved, name);
}

function runClaims(token: UnverifiedToken | null, issuer: CompiledIssuer | null, nowSeconds: number): PhaseOutcome {
  if (token === null) return NO_TOKEN;
  if (issuer === null) return leave('unknown', 'an issuer that is not known sets no terms');
  const detail = toClaimsText(token.payload, issuer, nowSeconds);
  const unfit = checkClaims(token.payload, issuer, nowSeconds);
  return unfit === null ? pass(detail) : fail(unfit, detail);
}

function runRequirement(
  route: Route | null,
  token: UnverifiedToken | null,
  issuer: CompiledIssuer | null,
  params: Decision['params'],
): PhaseOutcome {
  if (route === null) return leave('unknown', 'there is no route to ask anything');
  if (route.access.kind === 'deny') return leave('not_asked', 'the route is denied to everyone');
  const detail = toAskedText(route.access, issuer);
  if (token === null || issuer === null) return leave('unknown', detail);
  const principal = toPrincipal({ ...token.payload }, issuer);
  const unmet = checkRequirements(toRequirements(route.access, issuer), principal, params);
  return unmet ? fail(unmet, detail) : pass(detail);
}

/** The decision stands: where a rehearsal differs from it, such as a phase that asked a store, the phase says so. */
function agree(outcomes: Record<PhaseName, PhaseOutcome>, decision: Decision): Record<PhaseName, PhaseOutcome> {
  const { reason } = decision;
  const values = Object.values(outcomes);
  if (reason === null || values.some(({ denial }) => denial?.reason === reason)) return outcomes;
  if (values.some(({ kind }) => kind === 'offline')) return outcomes;
  const { phase } = REASONS[reason];
  const name: PhaseName = phase === 'fault' ? 'key' : phase;
  const about = decision.effect === 'deny' && decision.about !== null ? { about: decision.about } : {};
  return { ...outcomes, [name]: fail({ reason, ...about }, outcomes[name].detail) };
}
