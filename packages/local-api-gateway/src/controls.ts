/**
 * What whoever runs a gateway can do to its authorizers while it serves: flush, deploy, start a container anew.
 *
 * Does not: reach a request under way; it ends with the handler and the generation of results that it began with.
 */
import type { Authorizer } from './authorizer/ask.ts';
import type { HandlerSource } from './authorizer/handler.ts';
import { requireConfig } from './config-error.ts';
import type { Deployment } from './deployment.ts';
import type { AuthorizerEvent } from './payload/events.ts';

/** What can be done to the authorizers of any gateway in this process. */
export type AuthorizerControls = {
  readonly stage: string;
  /** Drops every kept result, as FlushStageAuthorizersCache and ResetAuthorizersCache do [D]. */
  readonly flushCache: () => void;
  /** Swaps a handler or its factory, and keeps the cache. Throws `LocalApiGatewayConfigError`. */
  readonly replaceHandler: (authorizer: string, handler: HandlerSource<AuthorizerEvent>) => void;
  /**
   * Makes the next invocation a cold start in a fresh container, and keeps the cache. Throws
   * `LocalApiGatewayConfigError` where the authorizer was given a handler instead of `{ createHandler }`.
   */
  readonly startContainer: (authorizer: string) => void;
};

/** Makes the controls of a deployment. */
export function createControls({ api, authorizers }: Deployment): AuthorizerControls {
  const find = (name: string): Authorizer => {
    const authorizer = authorizers.get(name);
    requireConfig(authorizer !== undefined, `there is no authorizer "${name}"`);
    return authorizer;
  };
  return {
    stage: api.stage,
    flushCache() {
      for (const { cache } of authorizers.values()) cache.flush();
    },
    replaceHandler: (name, handler) => find(name).container.replace(handler),
    startContainer: (name) => find(name).container.startAnew(),
  };
}
