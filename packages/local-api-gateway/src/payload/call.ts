/**
 * Everything of one request that an authorizer may be shown, whatever its kind: events and identity sources draw on it.
 *
 * Trust: the text is the client's, unchanged but for the blanks around header values.
 */
import type { DeployedApi } from '../protocol.ts';
import type { RequestHeaders } from '../request/headers.ts';
import type { RequestTarget } from '../request/target.ts';

/** The route that serves a request, by its names at API Gateway. */
export type RouteNames = {
  /** `GET /orders/{id}`, `ANY /{proxy+}`, `$default`, `$connect`. */
  readonly routeKey: string;
  /** `/orders/{id}`, `$default`, `$connect`. */
  readonly resource: string;
};

/** One request on its way to an authorizer. */
export type AuthorizerCall = RouteNames & {
  readonly api: DeployedApi;
  readonly requestId: string;
  /** When the request arrived, in epoch milliseconds. */
  readonly arrivedMs: number;
  /** The methodArn or routeArn. */
  readonly arn: string;
  readonly method: string;
  readonly target: RequestTarget;
  readonly headers: RequestHeaders;
  /** The names as sent, by lower-case name. */
  readonly headerNames: ReadonlyMap<string, string>;
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly sourceIp: string;
  /** Empty for other protocols than WebSocket. */
  readonly connectionId: string;
  /** `$context` variables by name. */
  readonly variables: ReadonlyMap<string, string>;
  readonly signal: AbortSignal | undefined;
};
