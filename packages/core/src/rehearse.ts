/**
 * Decides as the gates do, for a supposed token that nobody signed: policy tests and what-if questions.
 *
 * Does not: verify anything, and is never reachable from the index: no gate can be constructed from it.
 */
import type { Authenticate } from './authenticate.ts';
import { decide, type Gate } from './authorize.ts';
import { checkClaims } from './claims/check.ts';
import type { ClaimPath } from './claims/path.ts';
import { toPrincipal } from './claims/principal.ts';
import { compileOrThrow, createHash } from './create.ts';
import type { AuthorizeRequest, Decision } from './decision/decision.ts';
import type { Policy } from './document/built.ts';
import type { CompiledIssuer, CompiledPolicy } from './document/compiled.ts';
import type { SupposedToken } from './document/policy.ts';
import type { Ports } from './ports.ts';

/** Decides requests by one policy with supposed tokens. */
export interface Rehearsal {
  readonly policy: CompiledPolicy;
  /**
   * The decision on a request whose credential is `token`, or which has none. Headers are not read for a token. A route
   * with `unsafeReportOnly` is judged as it will be enforced, so that what a test expects does not change on a day.
   */
  readonly rehearse: (request: AuthorizeRequest, token: SupposedToken | null) => Promise<Decision>;
}

/** How a policy is rehearsed. */
export interface RehearsalOptions {
  /** The same policy compiled elsewhere, such as with assumed variables. Default: compiled here, every variable resolved. */
  readonly compiled?: CompiledPolicy;
}

const LIFETIME_SECONDS = 900;

/**
 * A rehearsal of a policy.
 *
 * @throws PolicyError with every error finding.
 */
export function createRehearsal(policy: Policy, ports: Ports, options: RehearsalOptions = {}): Rehearsal {
  const compiled = options.compiled ?? compileOrThrow(policy, ports);
  const hash = createHash(policy);
  return {
    policy: compiled,
    rehearse: (request, token) => {
      const gate: Gate = {
        policy: compiled,
        ports,
        hash,
        authenticate: suppose(compiled, ports, token),
        reportOnly: 'enforce',
      };
      return decide(gate, request);
    },
  };
}

function suppose(policy: CompiledPolicy, ports: Ports, token: SupposedToken | null): Authenticate {
  return async () => {
    if (token === null) return { reason: 'token_missing' };
    const issuer = policy.issuers.find((candidate) => candidate.name === token.issuer);
    if (!issuer) return { reason: 'issuer_unknown' };
    const nowSeconds = ports.clock() / 1000;
    const claims = toClaims(token, issuer, Math.floor(nowSeconds));
    const unfit = checkClaims(claims, issuer, nowSeconds);
    return unfit ?? { principal: toPrincipal(claims, issuer), issuer, credentialFrom: issuer.tokenFrom[0] ?? null };
  };
}

/** Plausible claims of the issuer's shape, the given facts where its mappings read them, `claims` over all of it. */
function toClaims(token: SupposedToken, issuer: CompiledIssuer, nowSeconds: number): Record<string, unknown> {
  const { mappings } = issuer;
  const claims: Record<string, unknown> = { iss: issuer.iss, iat: nowSeconds, exp: nowSeconds + LIFETIME_SECONDS };
  for (const path of issuer.requiredClaims) writeClaim(claims, path, `supposed-${path.text}`);
  writeClaim(claims, mappings.subject[0], 'supposed-subject');
  if (issuer.clients) writeClaim(claims, mappings.client[0], [...issuer.clients][0]);
  if (issuer.tenant !== null) writeClaim(claims, mappings.tenant[0], issuer.tenant);
  if (issuer.audiences) writeClaim(claims, issuer.audienceClaims.at(-1), [...issuer.audiences][0]);
  for (const { claim, values } of issuer.typeClaims) {
    writeClaim(
      claims,
      claim,
      [...values].find((value) => value !== 'absent'),
    );
  }
  writeClaim(claims, mappings.scopes[0], token.scopes?.join(' '));
  writeClaim(claims, mappings.permissions[0], token.permissions);
  writeClaim(claims, mappings.roles[0], token.roles);
  writeClaim(claims, mappings.groups[0], token.groups);
  // Defined, not assigned: a member named `__proto__` is a claim like any other.
  for (const [name, value] of Object.entries(token.claims ?? {})) writeOwn(claims, name, value);
  return claims;
}

function writeClaim(claims: Record<string, unknown>, path: ClaimPath | undefined, value: unknown): void {
  const last = path?.steps.at(-1);
  if (value === undefined || path === undefined || last === undefined) return;
  let place = claims;
  for (const step of path.steps.slice(0, -1)) {
    const next: Record<string, unknown> = {};
    const found = Object.hasOwn(place, step) ? place[step] : undefined;
    if (typeof found === 'object' && found !== null) Object.assign(next, found);
    writeOwn(place, step, next);
    place = next;
  }
  writeOwn(place, last, value);
}

function writeOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}
