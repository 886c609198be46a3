/**
 * The export that fetches keys for a Worker's isolates, with Workers Cache before it: one request to the issuer for a
 * whole location.
 *
 * The Worker's default export must be excluded from that cache, which is keyed by URL alone (`"exports"` in the Wrangler
 * configuration).
 * Trust: it serves the policy's issuers only; nothing that a caller names becomes a URL that is fetched.
 */
import { createAuthorizer, type KeyTierScope, type Policy, pullKeys, type StoredKeySet } from '@sallyport/core';
import { createWorkerPorts, type RuntimeOptions } from './environment.ts';
import { parseScopeUrl } from './stores/entrypoint-tier.ts';
import { createKvTier, readNamespace } from './stores/kv-tier.ts';
import { toCopyText } from './stores/stored-copy.ts';
import { KEY_NAMESPACE } from './stores/tiers.ts';

/** An export that a Worker calls itself. */
export interface KeyEntrypoint {
  fetch(request: Request, env: object, ctx?: { waitUntil(work: Promise<unknown>): void }): Promise<Response>;
}

/**
 * The entrypoint: `export const SallyportKeys = createKeyEntrypoint(policy)` beside the Worker's default export.
 *
 * It answers 200 with a dated copy that may be cached while it is fresh, 404 for an issuer or place that is not the
 * policy's, and 503 where the issuer cannot be reached. What it fetched it also keeps in the KV namespace, if one is bound.
 */
export function createKeyEntrypoint(policy: Policy, options: RuntimeOptions = {}): KeyEntrypoint {
  return {
    async fetch(request, env, ctx) {
      const ports = createWorkerPorts(options.env ?? env, options);
      const scope = parseScopeUrl(request.url);
      const issuer = createAuthorizer(policy, ports).policy.byIss.get(scope.iss);
      if (!issuer) return toRefusal(404);
      const pulled = await pullKeys(issuer, ports);
      if (pulled.kind === 'failed') return toRefusal(503);
      if (pulled.kind === 'inline' || pulled.scope.place !== scope.place) return toRefusal(404);
      const kept = keep(options.env ?? env, pulled.scope, pulled.stored);
      ctx?.waitUntil(kept);
      return toAnswer(pulled.stored);
    },
  };
}

async function keep(env: object, scope: KeyTierScope, stored: StoredKeySet): Promise<void> {
  const namespace = readNamespace(env, KEY_NAMESPACE);
  if (namespace === null) return;
  await createKvTier(namespace)
    .put(scope, stored)
    .catch(() => undefined);
}

function toAnswer(stored: StoredKeySet): Response {
  // `max-age`: `s-maxage` would switch off the serving of a stale answer while a new one is fetched.
  const lifetime = `public, max-age=${Math.floor(stored.freshForMs / 1000)}, stale-while-revalidate=60`;
  return new Response(toCopyText(stored), {
    headers: { 'content-type': 'application/json', 'cache-control': lifetime },
  });
}

function toRefusal(status: 404 | 503): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store' } });
}
