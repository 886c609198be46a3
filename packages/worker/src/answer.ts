/**
 * What the gate changes on an answer before it goes out: CORS where the policy has it, and cache directives on guarded
 * routes.
 *
 * Does not: read or buffer a body.
 */
import type { CompiledPolicy, Decision } from '@sallyport/core';
import { addVary, keepQueryApart, type SharedCache, setPrivate, toCredentialHeaders } from './caching.ts';
import { setCorsHeaders } from './cors.ts';

/**
 * The answer as it may go out; the given one where there is nothing to change, or where its headers can be changed.
 *
 * @param by - `fetched`: its headers are immutable. `handler`: they may be, where it fetched what it answers.
 */
export function finishResponse(
  policy: CompiledPolicy,
  request: Request,
  decision: Decision,
  response: Response,
  by: 'fetched' | 'handler',
): Response {
  const isPublic = decision.effect === 'allow' && decision.access === 'public';
  // Only workerd can copy a WebSocket's 101, and no cache or page reads its headers.
  if (response.status === 101 || (isPublic && policy.cors === null)) return response;

  const finish = (finished: Response): Response => {
    if (policy.cors !== null) {
      setCorsHeaders(finished.headers, policy.cors, request.headers.get('Origin'), isPublic ? 'public' : 'gate');
    }
    if (decision.effect === 'allow' && !isPublic) {
      setPrivate(finished.headers, findSharedCache(policy, decision));
      addVary(finished.headers, toCredentialHeaders(policy.sources));
      keepQueryApart(finished.headers, policy.sources);
    }
    return finished;
  };
  // What CORS says is one caller's own: a handler may give the same answer to the next.
  if (by === 'fetched' || policy.cors !== null) return finish(new Response(response.body, response));
  try {
    return finish(response);
  } catch {
    // Nothing was changed: immutable headers refuse the first change.
    return finish(new Response(response.body, response));
  }
}

const sharedRoutes = new WeakMap<CompiledPolicy, ReadonlySet<string>>();

/** What the decision's route says of shared caches; asked of every answer, so the routes are listed once a policy. */
function findSharedCache(policy: CompiledPolicy, { route }: Decision): SharedCache {
  let shared = sharedRoutes.get(policy);
  if (shared === undefined) {
    const routes = policy.routes.routes.filter(({ access }) => access.exceptions?.sharedCache === 'asOrigin');
    shared = new Set(routes.map(({ key }) => key));
    sharedRoutes.set(policy, shared);
  }
  return route !== null && shared.has(route) ? 'asOrigin' : 'private';
}
