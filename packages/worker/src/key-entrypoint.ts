/**
 * The export that fetches keys for a Worker's isolates, with Workers Cache before it: one request to the issuer for a
 * whole location.
 *
 * The Worker's default export must be excluded from that cache, which is keyed by URL alone (`"exports"` in the Wrangler
 * configuration).
 * Trust: it serves the policy's issuers only; nothing that a caller names becomes a URL that is fetched.
 */
import {
  createAuthorizer,
  type KeyTierScope,
  type Policy,
  pullKeys,
  type StoredKeySet,
  toPullScope,
} from '@sallyport/core';
import { createWorkerPorts, type RuntimeOptions } from './environment.ts';
import type { ExecutionContext } from './execution-context.ts';
import { parseScopeUrl } from './stores/entrypoint-tier.ts';
import { createKvTier, readNamespace } from './stores/kv-tier.ts';
import { toCopyText } from './stores/stored-copy.ts';
import { KEY_NAMESPACE } from './stores/tiers.ts';

/** How long before its copy grows stale an answer leaves the cache. */
const CACHE_MARGIN_MS = 5_000;

/** An export that a Worker calls itself. */
export interface KeyEntrypoint {
  fetch(request: Request, env: object, ctx?: Pick<ExecutionContext, 'waitUntil'>): Promise<Response>;
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
      const asked = parseScopeUrl(request.url);
      const issuer = asked && createAuthorizer(policy, ports).policy.byIss.get(asked.iss);
      // Judged before the fetch: what the policy does not name costs its issuers nothing.
      if (!issuer || toPullScope(issuer)?.place !== asked.place) return toRefusal(404);
      const pulled = await pullKeys(issuer, ports);
      if (pulled.kind !== 'pulled') return toRefusal(503);
      const kept = keep(options.env ?? env, pulled.scope, pulled.stored);
      ctx?.waitUntil(kept);
      return toAnswer(pulled.stored, ports.clock());
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

function toAnswer(stored: StoredKeySet, nowMs: number): Response {
  // Never beyond the copy's own freshness, nor stale while a new one is fetched: isolates that adopted one copy find it
  // stale at the same moment, and each of them that is handed it once more asks the issuer itself.
  const leftMs = Math.max(0, stored.fetchedAtMs + stored.freshForMs - CACHE_MARGIN_MS - nowMs);
  const headers = {
    'content-type': 'application/json',
    'cache-control': `public, max-age=${Math.floor(leftMs / 1000)}`,
  };
  return new Response(toCopyText(stored), { headers });
}

function toRefusal(status: 404 | 503): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store' } });
}
