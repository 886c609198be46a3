/**
 * Answers the paths that are the gate's own, without a token and before any decision.
 *
 * Trust: what is told here is public: nothing of a request but its method and path is read.
 * Does not: answer a spelling whose canonical path is another; that is the policy's to decide.
 * Spec: RFC 9728 section 3.1, RFC 7517 section 5, RFC 9110 section 15.5.6, Fetch (CORS protocol).
 */
import { type Authorizer, listOwnPaths, type OwnPathKind, parsePath, type RequestTarget } from '@sallyport/core';
import type { AssertionSigner } from './assertion/signer.ts';
import { resolveHealth } from './health/report.ts';
import { toResourceMetadata } from './metadata/protected-resource.ts';

/** The answer to a request for a path of the gate's own; null for every other request. */
export type OwnPathAnswers = (request: Request, target: RequestTarget) => Promise<Response> | null;

interface OwnDocument {
  readonly status: 200 | 503;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
}

const METHODS = 'GET, HEAD';
const METADATA_CACHING = 'public, max-age=3600';
// Short: a key that signs next must be known before it does.
const KEYS_CACHING = 'public, max-age=300';
const PREFIX = '/.well-known/';

/** The gate's answers; `signer` is null in front of handlers, where nothing is asserted and no keys are published. */
export function createOwnPathAnswers(authorizer: Authorizer, signer: AssertionSigner | null): OwnPathAnswers {
  const documents = new Map(
    listOwnPaths(authorizer.policy).flatMap(({ path, kind }) => {
      const resolve = toDocument(kind, authorizer, signer);
      return resolve === null ? [] : [[path, { kind, resolve }] as const];
    }),
  );
  return (request, { rawPath }) => {
    // Every other spelling of such a path holds an escape: most requests are not read twice.
    if (documents.size === 0 || !(rawPath.startsWith(PREFIX) || rawPath.includes('%'))) return null;
    const parsed = parsePath(rawPath);
    const found = parsed.kind === 'canonical' ? documents.get(parsed.path) : undefined;
    return found === undefined ? null : answer(request, found.kind, found.resolve);
  };
}

function toDocument(
  kind: OwnPathKind,
  authorizer: Authorizer,
  signer: AssertionSigner | null,
): (() => Promise<OwnDocument>) | null {
  const { resource } = authorizer.policy;
  if (kind === 'health') return () => toHealthDocument(authorizer);
  if (kind === 'assertion-keys') {
    const headers = { 'Content-Type': 'application/jwk-set+json', 'Cache-Control': KEYS_CACHING };
    return signer && (async () => ({ status: 200, body: { keys: await signer.publicKeys() }, headers }));
  }
  if (resource === null) return null;
  const body = toResourceMetadata(authorizer.policy, resource);
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': METADATA_CACHING };
  return async () => ({ status: 200, body, headers });
}

async function toHealthDocument(authorizer: Authorizer): Promise<OwnDocument> {
  const body = await resolveHealth(authorizer);
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return { status: body.status === 'unavailable' ? 503 : 200, body, headers };
}

async function answer(request: Request, kind: OwnPathKind, resolve: () => Promise<OwnDocument>): Promise<Response> {
  // Clients that run in browsers look for the metadata; of the rest they have no need.
  const open = kind === 'resource-metadata' ? { 'Access-Control-Allow-Origin': '*' } : {};
  if (kind === 'resource-metadata' && isPreflight(request)) {
    // MCP clients send `MCP-Protocol-Version`, which makes browsers ask first.
    const allowed = { 'Access-Control-Allow-Methods': METHODS, 'Access-Control-Allow-Headers': '*' };
    return new Response(null, { status: 204, headers: { ...open, ...allowed, 'Access-Control-Max-Age': '3600' } });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return toMethodRefusal(open);
  const { status, body, headers } = await resolve();
  return new Response(request.method === 'HEAD' ? null : JSON.stringify(body), {
    status,
    headers: { ...headers, ...open },
  });
}

function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('Origin') && headers.has('Access-Control-Request-Method');
}

function toMethodRefusal(open: Readonly<Record<string, string>>): Response {
  const problem = { type: 'about:blank', title: 'Method Not Allowed', status: 405 };
  const headers = { ...open, Allow: METHODS, 'Cache-Control': 'no-store', 'Content-Type': 'application/problem+json' };
  return new Response(JSON.stringify(problem), { status: 405, headers });
}
