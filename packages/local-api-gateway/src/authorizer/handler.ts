/**
 * What an authorizer function is: the event and context it is called with, and which functions Lambda would run.
 *
 * Spec: the TOKEN event has these three members and no others [D]; the Node 24 runtime refuses a handler that declares
 *   three parameters, even an async one [T].
 */
import { requireConfig } from '../config-error.ts';
import { createRequestId } from '../platform.ts';

/** The event of a REST TOKEN authorizer; the token is the raw header value, scheme included. */
export type TokenAuthorizerEvent = {
  readonly type: 'TOKEN';
  readonly authorizationToken: string;
  readonly methodArn: string;
};

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
export type AuthorizerHandler = {
  handle(event: TokenAuthorizerEvent, context: LambdaContext): unknown;
}['handle'];

/** Throws `LocalApiGatewayConfigError` for what the Lambda runtime would not start. */
export function checkHandler(name: string, handler: unknown): asserts handler is AuthorizerHandler {
  requireConfig(typeof handler === 'function', `authorizer "${name}" has no handler function`);
  requireConfig(
    handler.length < 3,
    `the handler of authorizer "${name}" declares ${handler.length} parameters: ` +
      "Lambda's Node 24 runtime refuses callbacks, use (event, context)",
  );
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
