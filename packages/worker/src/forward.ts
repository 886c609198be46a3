/**
 * Sends an allowed request to its origin and hands the answer back as it comes: streaming both ways, redirects and
 * WebSocket upgrades passed through.
 *
 * Trust: the origin gets the canonical path that was decided, never the raw one, which `fetch` would normalise anew.
 */
import type { Allowed, CompiledPolicy, RequestTarget } from '@sallyport/core';
import { toAssertionClaims } from './assertion/claims.ts';
import type { AssertionSigner } from './assertion/signer.ts';
import { removeFromQuery, toRemovals } from './credential-removal.ts';
import { toErrorName } from './log.ts';
import { findOrigin, type Origin } from './origin.ts';
import { toFailureResponse } from './origin-failure.ts';
import { type HeaderFilter, toOriginHeaders } from './origin-headers.ts';
import { askInTime } from './origin-time-limit.ts';
import { watchBody } from './outgoing-body.ts';

/** What to forward, decided. */
export interface Passage {
  readonly policy: CompiledPolicy;
  readonly filter: HeaderFilter;
  readonly signer: AssertionSigner | null;
  readonly request: Request;
  readonly target: RequestTarget;
  readonly decision: Allowed;
}

/** The origin's answer as it is, its own errors too; 502 where none comes, 504 where none comes in time. */
export async function forward(passage: Passage, origins: readonly Origin[]): Promise<Response> {
  const { request, decision, policy } = passage;
  const origin = decision.path === null ? null : findOrigin(origins, decision.path);
  if (origin === null) return toFailureResponse(decision, 'unreachable', 'no origin for this path');
  const assertion = await signAssertion(passage, origin);
  const { body, sent } = watchBody(request);
  const onward = toOriginRequest(passage, origin, body);
  if (assertion !== null && policy.worker.assertion !== null)
    onward.headers.set(policy.worker.assertion.header, assertion);
  const answer = await askInTime(
    (signal) => origin.fetch(new Request(onward, { signal })),
    sent,
    policy.worker.originTimeoutSeconds * 1000,
  );
  if (answer.kind === 'timed_out') return toFailureResponse(decision, 'timed_out', null);
  if (answer.kind === 'failed') return toFailureResponse(decision, 'unreachable', toErrorName(answer.error));
  if (isPassable(answer.response)) return answer.response;
  return toFailureResponse(decision, 'unreachable', `status ${answer.response.status}`);
}

function toOriginRequest(passage: Passage, origin: Origin, watched: ReadableStream | null): Request {
  const { request, policy, filter, decision, target } = passage;
  const url = toOriginUrl(passage, origin);
  // `cf` is what Cloudflare attached to the request; Node wants `duplex` beside a body that streams.
  const carried = { method: request.method, body: watched, duplex: 'half', cf: Reflect.get(request, 'cf') } as const;
  const moved = new Request(url, watched === null ? request : carried);
  const headers = toOriginHeaders(policy, filter, request.headers, decision, target);
  return new Request(moved, { headers, redirect: 'manual', ...toCacheMode(passage, origin) });
}

/** No answer may have another status, and a switch to any protocol but WebSocket ends at the runtime. */
function isPassable(response: Response): boolean {
  const { status } = response;
  if (status === 101) return Boolean(Reflect.get(response, 'webSocket'));
  return status >= 200 && status <= 599;
}

function toOriginUrl({ policy, target, decision }: Passage, origin: Origin): string {
  const query = removeFromQuery(target.rawQuery, toRemovals(policy, decision));
  return `${toOriginAddress(target, decision, origin)}${query === '' ? '' : `?${query}`}`;
}

function toOriginAddress(target: RequestTarget, { path }: Allowed, origin: Origin): string {
  return `${origin.base ?? `${target.scheme}://${target.host}`}${path}`;
}

/** Null without a principal: of a caller that nobody verified there is nothing to say. */
async function signAssertion({ policy, signer, target, decision }: Passage, origin: Origin): Promise<string | null> {
  const { principal } = decision;
  if (signer === null || principal === null) return null;
  const url = toOriginAddress(target, decision, origin);
  return signer.sign(toAssertionClaims({ worker: policy.worker, decision, principal, audience: origin.name, url }));
}

/** Cloudflare caches what a Worker fetches by URL alone: one caller's `/me/photo.jpg` would be served to the next. */
function toCacheMode({ decision }: Passage, origin: Origin): { readonly cache?: 'no-store' } {
  return origin.base === null || decision.access === 'public' ? {} : { cache: 'no-store' };
}
