/**
 * Cross-origin access where the policy has `cors`: preflights answered at the edge, and headers that let a listed
 * origin read answers, denials among them.
 *
 * Does not: weaken a decision. A preflight is answered without one because it never reaches anything.
 * Spec: Fetch, CORS protocol and HTTP (preflight, credentials, expose-headers).
 */
import type { CorsEntry } from '@sallyport/core';
import { addVary } from './caching.ts';

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const ALLOWED_HEADERS = ['authorization', 'content-type'];
const MAX_AGE_SECONDS = 600;

/** The answer to a preflight, or null where the request is none or the policy leaves CORS to the origin. */
export function toPreflightResponse(cors: CorsEntry | null, request: Request): Response | null {
  if (cors === null || request.method !== 'OPTIONS') return null;
  const origin = request.headers.get('Origin');
  const method = request.headers.get('Access-Control-Request-Method');
  if (origin === null || method === null) return null;

  const headers = new Headers();
  addVary(headers, ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers']);
  // To an origin that is not listed the answer names nobody, which a browser reads as a refusal.
  if (allowOrigin(headers, cors, origin) === 'allowed') {
    // Methods are case-sensitive: `patch` is not PATCH and stays out.
    if (METHODS.has(method)) headers.set('Access-Control-Allow-Methods', method);
    headers.set('Access-Control-Allow-Headers', toAllowedHeaders(cors).join(', '));
    headers.set('Access-Control-Max-Age', String(cors.maxAgeSeconds ?? MAX_AGE_SECONDS));
  }
  return new Response(null, { status: 204, headers });
}

/**
 * Writes the CORS headers of an answer. `gate` answers (denials and guarded routes) carry the policy's and nothing
 * else; on a `public` route an origin that answers for itself keeps its own.
 */
export function setCorsHeaders(
  headers: Headers,
  cors: CorsEntry,
  origin: string | null,
  owner: 'gate' | 'public',
): void {
  addVary(headers, ['Origin']);
  if (owner === 'public' && headers.has('Access-Control-Allow-Origin')) return;
  headers.delete('Access-Control-Allow-Origin');
  headers.delete('Access-Control-Allow-Credentials');
  if (origin === null || allowOrigin(headers, cors, origin) === 'unlisted') return;
  const exposed = ['WWW-Authenticate', 'DPoP-Nonce', ...(cors.exposeHeaders ?? [])];
  const already = headers.get('Access-Control-Expose-Headers');
  headers.set('Access-Control-Expose-Headers', [...(already === null ? [] : [already]), ...exposed].join(', '));
}

/** A policy that names none means the ordinary ones: without `authorization` no page could send its token. */
function toAllowedHeaders({ allowHeaders = [] }: CorsEntry): readonly string[] {
  return allowHeaders.length === 0 ? ALLOWED_HEADERS : allowHeaders;
}

/** `*` stands alone and without credentials: the policy's own check sees to that. */
function allowOrigin(headers: Headers, cors: CorsEntry, origin: string): 'allowed' | 'unlisted' {
  const isOpen = cors.origins.includes('*');
  if (!isOpen && !cors.origins.includes(origin)) return 'unlisted';
  headers.set('Access-Control-Allow-Origin', isOpen ? '*' : origin);
  if (cors.credentials) headers.set('Access-Control-Allow-Credentials', 'true');
  return 'allowed';
}
