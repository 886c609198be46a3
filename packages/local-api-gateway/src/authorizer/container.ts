/**
 * One Lambda container: the handler that serves now, and how a fresh one takes its place.
 *
 * Trust: an invocation under way keeps the handler it began with; a failed start is forgotten, never a handler kept.
 * Does not: run several containers at once, as Lambda does for requests that arrive together.
 */
import { requireConfig } from '../config-error.ts';
import type { AuthorizerEvent } from '../payload/events.ts';
import {
  type AuthorizerHandler,
  checkHandler,
  checkHandlerSource,
  type HandlerSource,
  type LambdaContext,
} from './handler.ts';

/** The container of one authorizer. */
export type Container = {
  /** Calls the handler, after a cold start where there is none yet. */
  readonly invoke: (event: AuthorizerEvent, context: LambdaContext) => unknown;
  /** Swaps the handler or the factory. Throws `LocalApiGatewayConfigError` for what Lambda would not run. */
  readonly replace: (source: HandlerSource<AuthorizerEvent>) => void;
  /** Makes the next invocation a cold start. Throws `LocalApiGatewayConfigError` where there is no factory. */
  readonly startAnew: () => void;
};

/** Makes the container of the authorizer `name`. */
export function createContainer(name: string, given: HandlerSource<AuthorizerEvent>): Container {
  let source = given;
  let started: Promise<AuthorizerHandler<AuthorizerEvent>> | undefined;
  const start = (
    createHandler: () => AuthorizerHandler<AuthorizerEvent> | Promise<AuthorizerHandler<AuthorizerEvent>>,
  ): Promise<AuthorizerHandler<AuthorizerEvent>> => {
    const attempt = (async () => {
      const handler = await createHandler();
      checkHandler(name, handler);
      return handler;
    })();
    started = attempt;
    attempt.catch(() => {
      if (started === attempt) started = undefined;
    });
    return attempt;
  };
  return {
    invoke(event, context) {
      if (typeof source === 'function') return source(event, context);
      return (started ?? start(source.createHandler)).then((handler) => handler(event, context));
    },
    replace(next) {
      checkHandlerSource(name, next);
      source = next;
      started = undefined;
    },
    startAnew() {
      requireConfig(
        typeof source !== 'function',
        `authorizer "${name}" has one handler: give { createHandler } to start containers anew`,
      );
      started = undefined;
    },
  };
}
