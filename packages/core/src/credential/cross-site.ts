/**
 * Whether a request that carries a cookie credential may come from another site's page.
 *
 * Does not: apply to tokens in headers, which a browser never attaches by itself.
 * Spec: RFC 6750 section 5.3 (cookies need protection against forgery), Fetch Metadata.
 */
import type { AuthorizeRequest } from '../decision/decision.ts';
import type { CompiledPolicy } from '../document/compiled.ts';
import type { RequestTarget } from '../routes/path.ts';

/** True for GET and HEAD outside WebSocket upgrades, and where the browser names a site that the policy trusts. */
export function isSameSite(policy: CompiledPolicy, request: AuthorizeRequest, target: RequestTarget): boolean {
  const upgrades = /(^|[,\s])websocket([,\s]|$)/i.test(request.headers.get('upgrade') ?? '');
  if ((request.method === 'GET' || request.method === 'HEAD') && !upgrades) return true;
  if (request.headers.get('sec-fetch-site') === 'same-origin') return true;
  const origin = request.headers.get('origin');
  if (origin === null) return false;
  return origin === publicOrigin(policy, target) || (policy.cors?.origins.includes(origin) ?? false);
}

function publicOrigin(policy: CompiledPolicy, target: RequestTarget): string | null {
  if (policy.worker.publicOrigin !== null) return policy.worker.publicOrigin;
  return target.scheme === null || target.host === null ? null : `${target.scheme}://${target.host}`;
}
