/**
 * The headers an origin receives: what a client may not say is removed, what the gate knows is set.
 *
 * Trust: an origin behind this gate may believe the identity headers of the policy and `X-Forwarded-*`, and nothing else
 * about who is calling. Spec: RFC 9110 section 7.6.1 (hop-by-hop headers).
 */
import { type Allowed, type CompiledPolicy, type RequestTarget, readFact } from '@sallyport/core';
import { removeFromHeaders, toRemovals } from './credential-removal.ts';
import { toIdentityText } from './identity.ts';

/** Meant for this hop alone. */
const HOP_BY_HOP = [
  'connection',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
];

/**
 * Make frameworks act on another method, path or host than the one decided. WSGI servers (Gunicorn) take `SCRIPT_NAME` off
 * the path: with `/public`, "/public/admin" would be "/admin" to the application.
 */
const OVERRIDES = [
  'forwarded',
  'path-info',
  'script-name',
  'x-http-host-override',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-rewrite-url',
  'x-script-name',
];
const OVERRIDE_PREFIXES = ['x-forwarded-', 'x-original-'];

/** Whether a client's header of that name goes on to an origin. */
export type HeaderFilter = (name: string) => 'keep' | 'drop';

/** Decides once per gate which names a client cannot send on. */
export function createHeaderFilter(policy: CompiledPolicy): HeaderFilter {
  const identity = policy.worker.identityHeaders.map(({ header }) => toFoldedName(header));
  const { assertion } = policy.worker;
  const own = assertion === null ? identity : [...identity, toFoldedName(assertion.header)];
  const dropped = new Set([...HOP_BY_HOP, ...OVERRIDES, ...own]);
  return (name) => {
    const folded = toFoldedName(name);
    return dropped.has(folded) || OVERRIDE_PREFIXES.some((prefix) => folded.startsWith(prefix)) ? 'drop' : 'keep';
  };
}

/** The origin's headers for an allowed request. */
export function toOriginHeaders(
  policy: CompiledPolicy,
  filter: HeaderFilter,
  given: Headers,
  decision: Allowed,
  target: RequestTarget,
): Headers {
  const headers = new Headers(given);
  const hop = new Set((given.get('Connection') ?? '').split(',').map((name) => toFoldedName(name.trim())));
  const upgrades = /^websocket$/i.test(given.get('Upgrade') ?? '');
  for (const name of [...headers.keys()]) {
    const keepsUpgrade = name === 'upgrade' && upgrades;
    if (filter(name) === 'drop' || (hop.has(toFoldedName(name)) && !keepsUpgrade)) headers.delete(name);
  }
  if (!upgrades) headers.delete('Upgrade');
  removeFromHeaders(headers, toRemovals(policy, decision));

  headers.set('X-Forwarded-Host', target.host ?? '');
  headers.set('X-Forwarded-Proto', target.scheme ?? '');
  // Cloudflare sets CF-Connecting-IP itself; whatever chain the client claims is its own invention.
  const clientAddress = given.get('CF-Connecting-IP');
  if (clientAddress !== null) headers.set('X-Forwarded-For', clientAddress);

  if (decision.principal !== null) {
    for (const { header, from } of policy.worker.identityHeaders) {
      const text = toIdentityText(readFact(decision.principal, from));
      if (text !== null) headers.set(header, text);
    }
  }
  return headers;
}

/** One spelling for all that a CGI-style origin would read as one name: `X_User.Id` is `x-user-id`. */
function toFoldedName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '-');
}
