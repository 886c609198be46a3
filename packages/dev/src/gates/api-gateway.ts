/**
 * A local API Gateway in front of a built authorizer: the function in its own process, the API over HTTP.
 */
import type { CompiledPolicy } from '@sallyport/core';
import {
  type LocalApiGateway,
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
}

const NOT_ASKED: ApiGatewayCall = { authorizerInvoked: false, kept: false };

/** Starts function and gateway on 127.0.0.1; rejects, with neither left running, where one of them cannot start. */
export async function startApiGateway(options: ApiGatewayOptions): Promise<ApiGateway> {
  const { port, policy, connectRoute, bundlePath, outboundUrl, variables, onDecision } = options;
  const lambda = await startLambdaGate({ bundlePath, outboundUrl, variables, onDecision });
  let last = NOT_ASKED;
  try {
    const api = createLocalApi(policy, lambda.invoke, connectRoute);
    const observed = observe(api, ({ authorizerInvoked, cached }) => {
      last = { authorizerInvoked, kept: cached };
    });
    const server = await serveLocalApiGateway(observed, { port });
    return {
      kind: policy.apiGateway.kind,
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

/** The same gateway, each of its answers told to `note`. */
function observe(
  api: LocalApiGateway | LocalWebSocketGateway,
  note: (response: LocalResponse) => void,
): LocalApiGateway | LocalWebSocketGateway {
  const noted = <T extends LocalResponse>(response: T): T => {
    note(response);
    return response;
  };
  const refuseStage: LocalApiGateway['refuseStage'] = (request) => noted(api.refuseStage(request));
  return api.protocol === 'WEBSOCKET'
    ? { ...api, refuseStage, connect: async (request) => noted(await api.connect(request)) }
    : { ...api, refuseStage, invoke: async (request) => noted(await api.invoke(request)) };
}
