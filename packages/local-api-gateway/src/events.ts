/**
 * What the gateway tells whoever runs it, since its answers to clients tell nothing.
 *
 * Trust: no event holds a token, a header value, a query string or a value of an authorizer's answer.
 */

/** Why a request was answered 401. */
export type UnauthorizedCause =
  | 'tokenMissing'
  | 'tokenExpressionUnmet'
  | 'identitySourceMissing'
  | 'authorizerThrewUnauthorized';

type Origin = { readonly requestId: string };
type AuthorizerOrigin = Origin & { readonly authorizer: string };

/** One thing that happened behind an answer. */
export type GatewayEvent =
  | (AuthorizerOrigin & { readonly type: 'unauthorized'; readonly cause: UnauthorizedCause })
  /** The handler threw; the message is masked where it holds parts of the token. */
  | (AuthorizerOrigin & {
      readonly type: 'authorizerFailed';
      readonly errorType: string;
      readonly errorMessage: string;
    })
  | (AuthorizerOrigin & { readonly type: 'authorizerTimedOut'; readonly timeoutMs: number })
  /** The handler answered in a shape that API Gateway refuses; every problem, by place. */
  | (AuthorizerOrigin & { readonly type: 'authorizerAnswerRefused'; readonly problems: readonly string[] })
  /** The integration threw, timed out or answered in a wrong shape. */
  | (Origin & { readonly type: 'integrationFailed'; readonly route: string; readonly cause: string });
