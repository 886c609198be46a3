/**
 * One request and one response of the gateway, and what stands between them.
 */
import type { IamEffect } from './iam/evaluate.ts';
import type { RouteOptions } from './options.ts';
import type { HeadersInput, RequestHeaders } from './request/headers.ts';
import type { RequestTarget } from './request/target.ts';
import type { RouteMatch } from './resources/router.ts';
import type { GatewayResponseType } from './status/outcomes.ts';
import type { ResponseHeaders } from './status/render.ts';

/** A request. */
export type LocalRequest = {
  /** The verb, upper-case as on the wire. */
  readonly method: string;
  /** The raw request target after the stage, query included, verbatim: nothing of it is normalised. */
  readonly path: string;
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
  /** What the document said; absent when none was evaluated. */
  readonly effect?: IamEffect;
  /** The answer's principal and context, as text; absent without an accepted answer. */
  readonly principalId?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** Set when the gateway answered by itself: the gateway response that a deployment would override. */
  readonly gatewayResponse?: GatewayResponseType;
};

/** How far the authorizer got. */
export type Progress = Pick<LocalResponse, 'authorizerInvoked' | 'cached' | 'effect' | 'principalId' | 'context'>;

/** A request under way: what was read of it, before anything was decided. */
export type Exchange = {
  readonly requestId: string;
  readonly request: LocalRequest;
  readonly headers: RequestHeaders;
  readonly sourceIp: string;
  /** Absent for a target that is no path. */
  readonly target: RequestTarget | undefined;
  /** Absent when no resource has the path and verb. */
  readonly match: RouteMatch<RouteOptions> | undefined;
};
