/**
 * The events that authorizers are called with, one type a kind; none has members beside these.
 *
 * Spec: [D] input to a Lambda authorizer, payload format versions, WebSocket authorizers; [L] no `identitySource` in
 *   the REST event, `routeArn` instead of `methodArn` in payload 2.0.
 */

/** Text by name; a name is absent where there is no value. */
export type TextMap = Readonly<Record<string, string>>;
/** All values by name. */
export type TextListMap = Readonly<Record<string, readonly string[]>>;

/** The event of a REST TOKEN authorizer; the token is the raw header value, scheme included [D]. */
export type TokenAuthorizerEvent = {
  readonly type: 'TOKEN';
  readonly authorizationToken: string;
  readonly methodArn: string;
};

/** Who calls, as far as a Lambda authorizer is told; what only other kinds of authorization know is null. */
export type RestIdentity = {
  readonly accessKey: null;
  readonly accountId: null;
  readonly apiKey: null;
  readonly apiKeyId: null;
  readonly caller: null;
  readonly clientCert: null;
  readonly cognitoAuthenticationProvider: null;
  readonly cognitoAuthenticationType: null;
  readonly cognitoIdentityId: null;
  readonly cognitoIdentityPoolId: null;
  readonly principalOrgId: null;
  readonly sourceIp: string;
  readonly user: null;
  readonly userAgent: string | null;
  readonly userArn: null;
};

/** `requestContext` of the REST REQUEST event and of payload 1.0. */
export type RestRequestContext = {
  readonly accountId: string;
  readonly apiId: string;
  readonly domainName: string;
  readonly domainPrefix: string;
  readonly extendedRequestId: string;
  readonly httpMethod: string;
  readonly identity: RestIdentity;
  /** With the stage before it. */
  readonly path: string;
  readonly protocol: string;
  readonly requestId: string;
  readonly requestTime: string;
  readonly requestTimeEpoch: number;
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly stage: string;
};

type RequestMaps = {
  /** The last value of each header, by its name as sent. */
  readonly headers: TextMap;
  readonly multiValueHeaders: TextListMap;
  /** The last value of each parameter. */
  readonly queryStringParameters: TextMap;
  readonly multiValueQueryStringParameters: TextListMap;
  readonly stageVariables: TextMap;
};

/** The event of a REST REQUEST authorizer. */
export type RestRequestEvent = RequestMaps & {
  readonly type: 'REQUEST';
  readonly methodArn: string;
  /** The template, such as `/orders/{id}`. */
  readonly resource: string;
  /** The path after the stage. */
  readonly path: string;
  readonly httpMethod: string;
  readonly pathParameters: TextMap;
  readonly requestContext: RestRequestContext;
};

/** The event of an HTTP API authorizer with payload 1.0: the REST event and three members more [D][L]. */
export type HttpApiV1Event = RestRequestEvent & {
  readonly version: '1.0';
  /** The values of the identity sources, joined by commas. */
  readonly identitySource: string;
  /** The same text. */
  readonly authorizationToken: string;
};

/** The event of an HTTP API authorizer with payload 2.0; maps without members are absent. */
export type HttpApiV2Event = {
  readonly version: '2.0';
  readonly type: 'REQUEST';
  readonly routeArn: string;
  /** The values of the identity sources, in no order that can be relied on [L]; null where there are none. */
  readonly identitySource: readonly string[] | null;
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  /** By lower-case name, several values joined by commas. */
  readonly headers: TextMap;
  readonly queryStringParameters?: TextMap;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: string;
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly pathParameters?: TextMap;
  readonly stageVariables?: TextMap;
};

/** The event of a WebSocket API's `$connect` authorizer: no method, path, resource or path parameters [D]. */
export type WebSocketEvent = RequestMaps & {
  readonly type: 'REQUEST';
  readonly methodArn: string;
  readonly requestContext: {
    readonly apiId: string;
    readonly connectedAt: number;
    readonly connectionId: string;
    readonly domainName: string;
    readonly eventType: 'CONNECT';
    readonly extendedRequestId: string;
    readonly identity: { readonly sourceIp: string; readonly userAgent: string | null };
    readonly messageDirection: 'IN';
    readonly requestId: string;
    readonly requestTime: string;
    readonly requestTimeEpoch: number;
    readonly routeKey: '$connect';
    readonly stage: string;
  };
};

/** Any of them. */
export type AuthorizerEvent =
  | TokenAuthorizerEvent
  | RestRequestEvent
  | HttpApiV1Event
  | HttpApiV2Event
  | WebSocketEvent;
