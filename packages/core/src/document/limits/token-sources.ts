/**
 * Whether the tokens that the policy reads can reach the gate, and lie in the key under which its answers are kept.
 *
 * Trust: an answer is kept for whoever sends the same identity sources, so while results are kept the gate reads tokens
 * from there alone; a cookie never, since what protects it from other sites (`Origin`) is in no key.
 */
import type { TokenSource } from '../../decision/decision.ts';
import type { CompiledApiGateway, CompiledIssuer, CompiledPolicy } from '../compiled.ts';
import { type IdentitySource, isWithin, parseIdentitySources, toDefaultIdentitySource } from '../identity-source.ts';
import { toPointer } from '../pointer.ts';
import type { Report } from '../report.ts';

/** The findings on identity sources, token sources and optional routes. */
export function checkTokenSources(policy: CompiledPolicy, report: Report): void {
  const { kind } = policy.apiGateway;
  const holding = parseIdentitySources(policy.apiGateway).filter((source) =>
    policy.sources.some((token) => isWithin(token, source)),
  );
  if (holding.length > 0) checkOptionalRoutes(policy, report);
  else if (!readsOnlySources(policy.apiGateway)) return;
  else if (kind === 'rest-token') checkOptionalRoutes(policy, report);
  if (holding.length === 0 && !isDefault(policy)) {
    const message = 'no issuer of this policy reads its tokens from an identity source: none ever reaches a decision';
    const suggestion = `write ["${toDefaultIdentitySource(kind)}"]`;
    const pointer = toPointer('apiGateway', 'identitySources');
    report.error({ pointer, code: 'lambda-identity-source', message, suggestion });
    return;
  }
  checkAlternatives(holding, report);
  // Tenants share a name and an entry of the document.
  const byName = new Map(policy.issuers.map((issuer) => [issuer.name, issuer]));
  for (const issuer of byName.values()) checkIssuer(policy, issuer, holding, report);
}

/** A TOKEN event holds nothing else, and an answer that is kept may depend on nothing else. */
function readsOnlySources({ kind, resultTtlSeconds }: CompiledApiGateway): boolean {
  return kind === 'rest-token' || (kind !== 'websocket' && resultTtlSeconds > 0);
}

function isDefault({ apiGateway: { kind, identitySources } }: CompiledPolicy): boolean {
  const [only, ...others] = identitySources;
  return others.length === 0 && only?.toLowerCase() === toDefaultIdentitySource(kind).toLowerCase();
}

/** API Gateway refuses a request that lacks one of them, so they are no alternatives. */
function checkAlternatives(holding: readonly IdentitySource[], report: Report): void {
  if (holding.length < 2) return;
  report.error({
    pointer: toPointer('apiGateway', 'identitySources'),
    code: 'lambda-token-alternatives',
    message: 'a request needs every identity source: one with its token in a single place is refused with 401',
    suggestion: 'name one place, or write "resultTtlSeconds": 0 with "identitySources": []',
  });
}

function checkIssuer(
  { apiGateway }: CompiledPolicy,
  { name, tokenFrom }: CompiledIssuer,
  holding: readonly IdentitySource[],
  report: Report,
): void {
  const isHeld = (token: TokenSource): boolean => holding.some((source) => isWithin(token, source));
  const isKept = readsOnlySources(apiGateway);
  const pointer = toPointer('issuers', name, 'tokenFrom');
  const read = tokenFrom.filter((token) => isHeld(token) && !(isKept && token.kind === 'cookie'));
  if (read.length === tokenFrom.length) return;
  if (read.length > 0) {
    const message =
      'a token reaches this gate in its identity source alone: the other places are read by the Worker gate';
    report.warning({ pointer, code: 'lambda-token-source-unread', message });
    return;
  }
  const isRequest = apiGateway.kind !== 'rest-token';
  if (tokenFrom.some(isHeld)) {
    const message =
      'a cookie is accepted by "Origin" or "Sec-Fetch-Site", which no cache key holds: under a result TTL it is never read';
    const suggestion = isRequest ? 'set "resultTtlSeconds" to 0' : 'add "authorization" to "tokenFrom"';
    report.error({ pointer, code: 'lambda-cookie', message, suggestion });
    return;
  }
  const message = 'this gate reads tokens from its identity source alone: no token of this issuer ever reaches it';
  const other = isRequest ? ', or write "resultTtlSeconds": 0 with "identitySources": []' : '';
  report.error({
    pointer,
    code: 'lambda-token-source',
    message,
    suggestion: `add the identity source to "tokenFrom", such as "authorization"${other}`,
  });
}

function checkOptionalRoutes({ routes }: CompiledPolicy, report: Report): void {
  for (const { key } of routes.routes.filter(({ access }) => access.kind === 'optional')) {
    const message = 'a request without its identity source never reaches an authorizer: it is refused with 401';
    const suggestion = 'write "public" and leave the method without an authorizer, or "authenticated"';
    report.error({ pointer: toPointer('routes', key), code: 'lambda-optional', message, suggestion });
  }
}
