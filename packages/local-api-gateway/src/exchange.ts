/**
 * One request and one response of the gateway, and what stands between them.
 */
import type { IamEffect } from './iam/evaluate.ts';
import type { Integration } from './integration/integration.ts';
import type { RouteNames } from './payload/call.ts';
import type { HeadersInput, RequestHeaders } from './request/headers.ts';
import type { RequestTarget } from './request/target.ts';
import type { GatewayResponseType } from './status/outcomes.ts';
import type { ResponseHeaders } from './status/render.ts';

/** A request. */
export type LocalRequest = {
  /** The verb, upper-case as on the wire. */
  readonly method: string;
  /** The raw request target after the stage, query included, verbatim: nothing of it is normalised. */
  readonly path: string;
  /** Names as they are to be sent: REST events show them so. */
  readonly headers?: HeadersInput;
  readonly body?: string;
  /** The caller's address, for `aws:SourceIp`; default 127.0.0.1. */
  readonly sourceIp?: string;
  /** Ends the waiting for handlers early, as a timeout would. */
  readonly signal?: AbortSignal | undefined;
};

/** A response, with what the gateway did to get there. */
export type LocalResponse = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ResponseHeaders;
  readonly body: string;
  /** Whether the handler ran for this request. */
  readonly authorizerInvoked: boolean;
  /** Whether a kept result was used. */
  readonly cached: boolean;
  /** The request whose answer that result is, its path without the query; absent where none was used. */
  readonly keptFrom?: { readonly method: string; readonly path: string };
  /** What the document said; absent when none was evaluated. */
  readonly effect?: IamEffect;
  /** What a simple response said; absent when there was none. */
  readonly isAuthorized?: boolean;
  /** The answer's principal and context, as text; absent without an accepted answer; simple ones have no principal. */
  readonly principalId?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** Set when a REST API answered by itself: the gateway response that a deployment would override. */
  readonly gatewayResponse?: GatewayResponseType;
};

/** How far the authorizer got. */
export type Progress = Pick<
  LocalResponse,
  'authorizerInvoked' | 'cached' | 'keptFrom' | 'effect' | 'isAuthorized' | 'principalId' | 'context'
>;

/** A route as it was deployed, whatever the protocol. */
export type DeployedRoute = RouteNames & {
  readonly authorizer: string | undefined;
  readonly integration: Integration;
};

/** A request under way: what was read of it, before anything was decided. */
export type Exchange = {
  readonly requestId: string;
  /** In epoch milliseconds. */
  readonly arrivedMs: number;
  readonly request: Omit<LocalRequest, 'headers' | 'sourceIp'>;
  readonly headers: RequestHeaders;
  /** The names as sent, by lower-case name. */
  readonly headerNames: ReadonlyMap<string, string>;
  readonly sourceIp: string;
  /** Empty for other protocols than WebSocket. */
  readonly connectionId: string;
  /** Absent for a target that is no path. */
  readonly target: RequestTarget | undefined;
  /** Absent when no resource has the path and verb. */
  readonly route: DeployedRoute | undefined;
  readonly pathParameters: Readonly<Record<string, string>>;
};
