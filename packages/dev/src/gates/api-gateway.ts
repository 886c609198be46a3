/**
 * A local API Gateway in front of a built authorizer: the function in its own process, the API over HTTP.
 */
import type { CompiledPolicy } from '@sallyport/core';
import {
  type LocalApiGateway,
  type LocalRequest,
  type LocalResponse,
  type LocalWebSocketGateway,
  serveLocalApiGateway,
} from '@sallyport/local-api-gateway';
import type { OnDecision } from './decision-lines.ts';
import type { ApiKind } from './kinds.ts';
import { startLambdaGate } from './lambda.ts';
import { createLocalApi } from './local-api.ts';

/** How API Gateway came to its latest answer. */
export interface ApiGatewayCall {
  readonly authorizerInvoked: boolean;
  /** Whether it used a result that it had kept. */
  readonly kept: boolean;
}

/** An answer that came from a result which API Gateway had kept: the authorizer knows nothing of it. */
export interface KeptAnswer {
  readonly kind: ApiKind;
  readonly status: number;
  readonly effect: 'allow' | 'deny';
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The request that the authorizer was asked about. */
  readonly from: { readonly method: string; readonly path: string };
}

/** A running local API Gateway. */
export interface ApiGateway {
  readonly kind: ApiKind;
  readonly port: number;
  readonly lastCall: () => ApiGatewayCall;
  readonly close: () => Promise<void>;
}

/** What one is started with. */
export interface ApiGatewayOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The policy that the bundle was built from; its kind is the API's. */
  readonly policy: CompiledPolicy;
  readonly bundlePath: string;
  /** The key of the route that `$connect` stands for, for the kind `websocket`. */
  readonly connectRoute: string | null;
  /** Where the function's outbound requests are handed over. */
  readonly outboundUrl: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly onDecision: OnDecision;
  readonly onKept: (answer: KeptAnswer) => void;
}

const NOT_ASKED: ApiGatewayCall = { authorizerInvoked: false, kept: false };

/** Starts function and gateway on 127.0.0.1; rejects, with neither left running, where one of them cannot start. */
export async function startApiGateway(options: ApiGatewayOptions): Promise<ApiGateway> {
  const { port, policy, connectRoute, bundlePath, outboundUrl, variables, onDecision, onKept } = options;
  const lambda = await startLambdaGate({ bundlePath, outboundUrl, variables, onDecision });
  let last = NOT_ASKED;
  try {
    const api = createLocalApi(policy, lambda.invoke, connectRoute);
    const { kind } = policy.apiGateway;
    const observed = observe(api, (request, response) => {
      last = { authorizerInvoked: response.authorizerInvoked, kept: response.cached };
      const kept = findKept(kind, request, response);
      if (kept !== null) onKept(kept);
    });
    const server = await serveLocalApiGateway(observed, { port });
    return {
      kind,
      port: server.port,
      lastCall: () => last,
      close: async () => {
        await Promise.allSettled([server.close(), lambda.close()]);
      },
    };
  } catch (error) {
    await lambda.close();
    throw error;
  }
}

/** The answer as one of a kept result; null where the authorizer was asked, or no authorizer stands before the route. */
function findKept(kind: ApiKind, request: Observed, response: LocalResponse): KeptAnswer | null {
  const { status, keptFrom, effect, isAuthorized } = response;
  if (keptFrom === undefined) return null;
  const isAllowed = effect === 'allow' || isAuthorized === true;
  const [path = '/'] = (request.path ?? '/').split('?');
  const { method = 'GET' } = request;
  return { kind, status, effect: isAllowed ? 'allow' : 'deny', method, path, from: keptFrom };
}

/** A request as the gateway takes it; one to connect has neither. */
type Observed = Partial<Pick<LocalRequest, 'method' | 'path'>>;

/** The same gateway, each of its answers told to `note`. */
function observe(
  api: LocalApiGateway | LocalWebSocketGateway,
  note: (request: Observed, response: LocalResponse) => void,
): LocalApiGateway | LocalWebSocketGateway {
  const noted = <T extends LocalResponse>(request: Observed, response: T): T => {
    note(request, response);
    return response;
  };
  const refuseStage: LocalApiGateway['refuseStage'] = (request) => noted(request, api.refuseStage(request));
  return api.protocol === 'WEBSOCKET'
    ? { ...api, refuseStage, connect: async (request) => noted(request, await api.connect(request)) }
    : { ...api, refuseStage, invoke: async (request) => noted(request, await api.invoke(request)) };
}
