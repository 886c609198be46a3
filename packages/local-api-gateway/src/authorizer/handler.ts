/**
 * What an authorizer function is: which functions Lambda would run, and the context they are called with.
 *
 * Spec: the Node 24 runtime refuses a handler that declares three parameters, even an async one [T].
 */
import { requireConfig } from '../config-error.ts';
import type { TokenAuthorizerEvent } from '../payload/events.ts';
import { createRequestId } from '../platform.ts';

/** The second argument of a handler, as the Node runtimes that have no callbacks give it. */
export type LambdaContext = {
  callbackWaitsForEmptyEventLoop: boolean;
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly getRemainingTimeInMillis: () => number;
};

/**
 * Any authorizer: answers, or throws, or returns a promise of either. Written as a method so that handlers typed with
 * richer event or context types (those of `@types/aws-lambda`) can be given as they are.
 */
export type AuthorizerHandler<Event = TokenAuthorizerEvent> = {
  handle(event: Event, context: LambdaContext): unknown;
}['handle'];

/**
 * Makes a handler as a cold start does, module state included; called at the first invocation of each container. What
 * it throws is a failed start: a 500, and the next request starts anew.
 */
export type HandlerFactory<Event = TokenAuthorizerEvent> = {
  readonly createHandler: () => AuthorizerHandler<Event> | Promise<AuthorizerHandler<Event>>;
};

/** A handler that lives as long as the gateway, or a factory, with which containers can be started anew. */
export type HandlerSource<Event = TokenAuthorizerEvent> = AuthorizerHandler<Event> | HandlerFactory<Event>;

/** Throws `LocalApiGatewayConfigError` for what the Lambda runtime would not start. */
export function checkHandler(name: string, handler: unknown): void {
  requireConfig(typeof handler === 'function', `authorizer "${name}" has no handler function`);
  requireConfig(
    handler.length < 3,
    `the handler of authorizer "${name}" declares ${handler.length} parameters: ` +
      "Lambda's Node 24 runtime refuses callbacks, use (event, context)",
  );
}

/** Throws `LocalApiGatewayConfigError` for what is neither a handler nor a factory of handlers. */
export function checkHandlerSource(name: string, source: unknown): void {
  if (typeof source !== 'object' || source === null || !('createHandler' in source)) {
    checkHandler(name, source);
    return;
  }
  requireConfig(typeof source.createHandler === 'function', `authorizer "${name}": createHandler must be a function`);
}

/** The context of one invocation; time left is counted from `nowMs()` to `deadlineMs`. */
export function createLambdaContext(
  functionName: string,
  arnPrefix: string,
  deadlineMs: number,
  nowMs: () => number,
): LambdaContext {
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: createRequestId(),
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `${arnPrefix}:function:${functionName}`,
    memoryLimitInMB: '256',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - nowMs()),
  };
}
