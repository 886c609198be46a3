/** One small API for the gateway's tests, and authorizers to put in front of it. */
import {
  type AuthorizerHandler,
  createLocalApiGateway,
  type GatewayEvent,
  type IntegrationRequest,
  type IntegrationResponse,
  type LocalApiGateway,
  type LocalApiGatewayOptions,
  type LocalResponse,
  type TokenAuthorizerEvent,
  type TokenAuthorizerOptions,
} from '@sallyport/local-api-gateway';

export const STAGE_ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
export const API = { apiId: 'abcdef1234', region: 'eu-west-1', accountId: '123456789012', stage: 'prod' } as const;
/** 2026-03-04T05:06:07.250Z */
export const START_MS = 1_772_600_767_250;

export type Effect = 'Allow' | 'Deny';

/** An answer with one statement; without resources, for the whole stage. */
export function answerFor(effect: Effect, ...paths: readonly string[]): Record<string, unknown> {
  const resources = paths.length === 0 ? [`${STAGE_ARN}/*`] : paths.map((path) => `${STAGE_ARN}/${path}`);
  return answerOf({ Effect: effect, Action: 'execute-api:Invoke', Resource: resources });
}

/** An answer with these statements. */
export function answerOf(...statements: readonly unknown[]): Record<string, unknown> {
  return { principalId: 'user-1', policyDocument: { Version: '2012-10-17', Statement: statements } };
}

export type Probe = {
  readonly gateway: LocalApiGateway;
  /** What the authorizer was called with, in order. */
  readonly calls: TokenAuthorizerEvent[];
  /** What the integration was called with, in order. */
  readonly served: IntegrationRequest[];
  readonly events: GatewayEvent[];
  /** Moves the clock. */
  readonly advance: (ms: number) => void;
};

export type ProbeOptions = {
  readonly authorizer?: Partial<Omit<TokenAuthorizerOptions, 'handler' | 'type'>>;
  readonly gateway?: Partial<Omit<LocalApiGatewayOptions, 'authorizers'>>;
  readonly integration?: (request: IntegrationRequest) => IntegrationResponse;
};

/** A gateway whose authorizer and integration are watched; TTL 300 unless told otherwise. */
export function createProbe(handler: AuthorizerHandler, options: ProbeOptions = {}): Probe {
  const calls: TokenAuthorizerEvent[] = [];
  const served: IntegrationRequest[] = [];
  const events: GatewayEvent[] = [];
  let nowMs = START_MS;
  const integration = (request: IntegrationRequest): IntegrationResponse => {
    served.push(request);
    if (options.integration !== undefined) return options.integration(request);
    return { status: 200, body: JSON.stringify({ path: request.path }) };
  };
  const gateway = createLocalApiGateway({
    ...API,
    authorizers: {
      edge: {
        type: 'TOKEN',
        resultTtlSeconds: 300,
        ...options.authorizer,
        handler: (event, context) => {
          calls.push(event);
          return handler(event, context);
        },
      },
    },
    routes: [
      { method: 'GET', path: '/health', integration },
      { method: 'GET', path: '/', authorizer: 'edge', integration },
      { method: 'GET', path: '/orders', authorizer: 'edge', integration },
      { method: 'POST', path: '/orders', authorizer: 'edge', integration },
      { method: 'GET', path: '/orders/{id}', authorizer: 'edge', integration },
      { method: 'ANY', path: '/files/{path+}', authorizer: 'edge', integration },
    ],
    clock: () => nowMs,
    onEvent: (event) => events.push(event),
    ...options.gateway,
  });
  const advance = (ms: number): void => {
    nowMs += ms;
  };
  return { gateway, calls, served, events, advance };
}

/** A request with a token. */
export function withToken(
  method: string,
  path: string,
  token = 'Bearer abc',
): {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
} {
  return { method, path, headers: { Authorization: token } };
}

/** What a client can tell of an answer, and which gateway response it was. */
export function summaryOf(response: LocalResponse): unknown {
  const { status, body, headers, gatewayResponse } = response;
  return { status, body, errorType: headers['x-amzn-errortype'], type: gatewayResponse };
}
