/**
 * Decides one request of an event: the token always, whatever the route says.
 *
 * Where the token is no identity source and nothing is kept, a request without one reaches the gate: a route that is
 * `public` or `optional` then lets it in, by the core's own decision.
 */
import type { AuthorizeRequest, Authorizer, Decision } from '@sallyport/core';
import type { Fields } from '../events/fields.ts';
import type { Settings } from './settings.ts';

/** A request, read from its event. */
export interface GateRequest extends Fields {
  readonly method: string;
  /** The origin-form target without its query. */
  readonly target: string;
}

/** Whether requests without a token may be let in. */
export type Strangers = 'refused' | 'asRouted';

/** `refused` where API Gateway asks for a token itself, and where an answer would be kept for none. */
export function toStrangers({ kind, resultTtlSeconds }: Settings): Strangers {
  return kind === 'rest-token' || resultTtlSeconds > 0 ? 'refused' : 'asRouted';
}

/** The decision on one request. */
export async function decide(
  authorizer: Pick<Authorizer, 'authorize'>,
  request: GateRequest,
  strangers: Strangers,
): Promise<Decision> {
  const { method, target, headers, query } = request;
  const search = query.size === 0 ? '' : `?${query}`;
  const asked: AuthorizeRequest = { method, url: `${target}${search}`, headers, lookAlikes: 'ignore' };
  const decision = await authorizer.authorize({ ...asked, credentials: 'always' });
  const isOpen = decision.access === 'public' || decision.access === 'optional';
  if (strangers === 'refused' || decision.reason !== 'token_missing' || !isOpen) return decision;
  return authorizer.authorize(asked);
}
