/**
 * What the gate changes on an answer before it goes out: CORS where the policy has it, and cache directives on guarded
 * routes.
 *
 * Does not: read or buffer a body.
 */
import type { CompiledPolicy, Decision } from '@sallyport/core';
import { addVary, setPrivate, toCredentialHeaders } from './caching.ts';
import { setCorsHeaders } from './cors.ts';

/** The answer as it may go out; the given one where there is nothing to change. */
export function finishResponse(
  policy: CompiledPolicy,
  request: Request,
  decision: Decision,
  response: Response,
): Response {
  const isPublic = decision.effect === 'allow' && decision.access === 'public';
  // Only workerd can copy a WebSocket's 101, and no cache or page reads its headers.
  if (response.status === 101 || (isPublic && policy.cors === null)) return response;

  // A copy: headers of an answer that was fetched are immutable.
  const finished = new Response(response.body, response);
  if (policy.cors !== null) {
    setCorsHeaders(finished.headers, policy.cors, request.headers.get('Origin'), isPublic ? 'public' : 'gate');
  }
  if (decision.effect === 'allow' && !isPublic) {
    setPrivate(finished.headers);
    addVary(finished.headers, toCredentialHeaders(policy.sources));
  }
  return finished;
}
