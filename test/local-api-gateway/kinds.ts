/** APIs of the other kinds for the gateway's tests, their authorizers and integrations watched. */
import {
  createLocalApiGateway,
  type HttpApiAuthorizerOptions,
  type HttpApiOptions,
  type HttpApiV1Event,
  type HttpApiV2Event,
  type IntegrationRequest,
  type IntegrationResponse,
  type LocalApiGateway,
  type LocalApiGatewayOptions,
  type LocalWebSocketGateway,
  type RequestAuthorizerOptions,
  type RestRequestEvent,
  type WebSocketApiOptions,
  type WebSocketAuthorizerOptions,
  type WebSocketEvent,
} from '@sallyport/local-api-gateway';
import { API, START_MS } from './fixture.ts';

type Watched<Event> = {
  /** What the authorizer was called with, in order. */
  readonly calls: Event[];
  /** What the integration was called with, in order. */
  readonly served: IntegrationRequest[];
  readonly told: unknown[];
  /** Moves the clock. */
  readonly advance: (ms: number) => void;
};
type Answer<Event> = (event: Event) => unknown;

function watch<Event>(): Watched<Event> & {
  readonly clock: () => number;
  readonly integration: (request: IntegrationRequest) => IntegrationResponse;
} {
  const served: IntegrationRequest[] = [];
  let nowMs = START_MS;
  return {
    calls: [],
    served,
    told: [],
    clock: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
    integration: (request) => {
      served.push(request);
      return { status: 200, body: '{}' };
    },
  };
}

function watchHandler<Event>(calls: Event[], answer: Answer<Event>): (event: Event) => unknown {
  return (event) => {
    calls.push(event);
    return answer(event);
  };
}

/** A REST API behind a REQUEST authorizer; one header as identity source and TTL 300 unless told otherwise. */
export function createRestRequestProbe(
  answer: Answer<RestRequestEvent>,
  authorizer: Partial<Omit<RequestAuthorizerOptions, 'handler'>> = {},
  gateway: Partial<Omit<LocalApiGatewayOptions, 'authorizers' | 'routes'>> = {},
): Watched<RestRequestEvent> & { readonly gateway: LocalApiGateway } {
  const watched = watch<RestRequestEvent>();
  const { integration, clock, calls, told } = watched;
  const handler = watchHandler(calls, answer);
  return {
    ...watched,
    gateway: createLocalApiGateway({
      ...API,
      authorizers: {
        edge: {
          type: 'REQUEST',
          identitySources: ['method.request.header.Authorization'],
          resultTtlSeconds: 300,
          ...authorizer,
          handler,
        },
      },
      routes: ['/', '/orders', '/orders/{id}', '/files/{proxy+}'].map((path) => ({
        method: 'ANY',
        path,
        authorizer: 'edge',
        integration,
      })),
      clock,
      onEvent: (event) => told.push(event),
      ...gateway,
    }),
  };
}

type HttpApiChanges = Partial<Omit<HttpApiOptions, 'authorizers' | 'protocol'>>;

/** An HTTP API behind a payload 2.0 authorizer; `$default` stage, one header and TTL 300 unless told otherwise. */
export function createHttpApiProbe(
  answer: Answer<HttpApiV2Event>,
  response: 'iam' | 'simple' = 'simple',
  authorizer: Partial<Pick<HttpApiAuthorizerOptions, 'identitySources' | 'resultTtlSeconds' | 'timeoutMs'>> = {},
  changes: HttpApiChanges = {},
): Watched<HttpApiV2Event> & { readonly gateway: LocalApiGateway } {
  const watched = watch<HttpApiV2Event>();
  const handler = watchHandler(watched.calls, answer);
  const rest = { identitySources: ['$request.header.Authorization'], resultTtlSeconds: 300, ...authorizer };
  const gateway = createHttpApi({ payloadFormatVersion: '2.0', response, ...rest, handler }, watched, changes);
  return { ...watched, gateway };
}

/** An HTTP API behind a payload 1.0 authorizer. */
export function createHttpApiV1Probe(
  answer: Answer<HttpApiV1Event>,
  changes: HttpApiChanges = {},
  identitySources: readonly string[] = ['$request.header.Authorization'],
): Watched<HttpApiV1Event> & { readonly gateway: LocalApiGateway } {
  const watched = watch<HttpApiV1Event>();
  const handler = watchHandler(watched.calls, answer);
  const gateway = createHttpApi(
    { payloadFormatVersion: '1.0', response: 'iam', identitySources, resultTtlSeconds: 300, handler },
    watched,
    changes,
  );
  return { ...watched, gateway };
}

function createHttpApi(
  authorizer: HttpApiAuthorizerOptions,
  { integration, clock, told }: ReturnType<typeof watch>,
  changes: HttpApiChanges,
): LocalApiGateway {
  return createLocalApiGateway({
    ...API,
    stage: '$default',
    protocol: 'HTTP',
    authorizers: { edge: authorizer },
    routes: ['GET /orders', 'POST /orders', 'GET /orders/{id}', 'ANY /files/{proxy+}'].map((routeKey) => ({
      routeKey,
      authorizer: 'edge',
      integration,
    })),
    clock,
    onEvent: (event) => told.push(event),
    ...changes,
  });
}

/** A WebSocket API whose token stands in a query parameter unless told otherwise. */
export function createWebSocketProbe(
  answer: Answer<WebSocketEvent>,
  authorizer: Partial<Omit<WebSocketAuthorizerOptions, 'handler'>> = {},
  changes: Partial<Omit<WebSocketApiOptions, 'authorizers' | 'protocol' | 'connect'>> = {},
  connect?: (request: IntegrationRequest) => IntegrationResponse,
): Watched<WebSocketEvent> & { readonly gateway: LocalWebSocketGateway } {
  const watched = watch<WebSocketEvent>();
  const { integration, clock, calls, told } = watched;
  const handler = watchHandler(calls, answer);
  return {
    ...watched,
    gateway: createLocalApiGateway({
      ...API,
      protocol: 'WEBSOCKET',
      authorizers: { edge: { identitySources: ['route.request.querystring.token'], ...authorizer, handler } },
      connect: {
        authorizer: 'edge',
        integration: (request) => {
          const accepted = integration(request);
          return connect?.(request) ?? accepted;
        },
      },
      clock,
      onEvent: (event) => told.push(event),
      ...changes,
    }),
  };
}

/** A header as most clients send it. */
export const BEARER: { readonly Authorization: string } = { Authorization: 'Bearer abc' };
