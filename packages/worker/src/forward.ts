/**
 * Sends an allowed request to its origin and hands the answer back as it comes: streaming both ways, redirects and
 * WebSocket upgrades passed through.
 *
 * Trust: the origin gets the canonical path that was decided, never the raw one, which `fetch` would normalise anew.
 */
import type { Allowed, CompiledPolicy, RequestTarget } from '@sallyport/core';
import { removeFromQuery, toRemovals } from './credential-removal.ts';
import { logProblem, toErrorName } from './log.ts';
import { findOrigin, type Origin } from './origin.ts';
import { toOriginHeaders } from './origin-headers.ts';

/** What to forward, decided. */
export interface Passage {
  readonly policy: CompiledPolicy;
  readonly filter: (name: string) => 'keep' | 'drop';
  readonly request: Request;
  readonly target: RequestTarget;
  readonly decision: Allowed;
}

/** The origin's answer, or 502 where none comes. */
export async function forward(passage: Passage, origins: readonly Origin[]): Promise<Response> {
  const { request, decision } = passage;
  const origin = decision.path === null ? null : findOrigin(origins, decision.path);
  if (origin === null) return toBadGateway(decision, 'no origin for this path');
  // Method, body stream and whatever else the runtime attached come from the request itself.
  const moved = new Request(toOriginUrl(passage, origin), request);
  const headers = toOriginHeaders(passage.policy, passage.filter, request.headers, decision, passage.target);
  try {
    return await origin.fetch(new Request(moved, { headers, redirect: 'manual', ...toCacheMode(passage, origin) }));
  } catch (error) {
    return toBadGateway(decision, toErrorName(error));
  }
}

function toOriginUrl({ policy, target, decision }: Passage, origin: Origin): string {
  const query = removeFromQuery(target.rawQuery, toRemovals(policy, decision));
  const base = origin.base ?? `${target.scheme}://${target.host}`;
  return `${base}${decision.path}${query === '' ? '' : `?${query}`}`;
}

/** Cloudflare caches what a Worker fetches by URL alone: one caller's `/me/photo.jpg` would be served to the next. */
function toCacheMode({ decision }: Passage, origin: Origin): { readonly cache?: 'no-store' } {
  return origin.base === null || decision.access === 'public' ? {} : { cache: 'no-store' };
}

function toBadGateway({ decisionId, method }: Allowed, error: string): Response {
  logProblem('origin_unreachable', { decisionId, error });
  const problem = {
    type: 'about:blank',
    title: 'Bad Gateway',
    status: 502,
    detail: 'The origin cannot be reached.',
    decisionId,
  };
  return new Response(method === 'HEAD' ? null : JSON.stringify(problem), {
    status: 502,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
  });
}
