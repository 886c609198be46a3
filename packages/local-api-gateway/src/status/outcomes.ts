/**
 * The status map: what API Gateway answers by itself, as one table.
 *
 * Spec: [D] supported gateway response types, quotas; [L] bodies and statuses asserted against AWS by LocalStack's
 *   tests; [P] dev.to/marcogrcr 52bc; [I] chalice#971, serverless/examples#305 for `x-amzn-ErrorType`.
 */

/** A gateway response that a deployment can override, by API Gateway's own name for it. */
export type GatewayResponseType =
  | 'ACCESS_DENIED'
  | 'AUTHORIZER_CONFIGURATION_ERROR'
  | 'AUTHORIZER_FAILURE'
  | 'INTEGRATION_FAILURE'
  | 'INTEGRATION_TIMEOUT'
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'REQUEST_TOO_LARGE'
  | 'UNAUTHORIZED'
  | 'DEFAULT_4XX'
  | 'DEFAULT_5XX';

/** One row of the map. `messageMember` is the member of the default body that holds the message. */
export type Outcome = {
  readonly responseType: GatewayResponseType;
  readonly status: number;
  readonly errorType: string;
  readonly messageMember: 'message' | 'Message';
  readonly message: string | null;
};

/** Why the gateway answered instead of the integration. */
export type OutcomeName =
  | 'unauthorized'
  | 'explicitDeny'
  | 'implicitDeny'
  | 'authorizerFailed'
  | 'authorizerAnswerRefused'
  | 'unknownResource'
  | 'unknownStage'
  | 'methodArnTooLong'
  | 'headersTooLarge'
  | 'bodyTooLarge'
  | 'integrationFailed'
  | 'integrationTimedOut';

const DENIED = 'User is not authorized to access this resource';

/** The map itself. */
export const OUTCOMES: Readonly<Record<OutcomeName, Outcome>> = {
  // [D][L] token missing or empty, validation expression unmet, or an error that reads exactly "Unauthorized".
  unauthorized: row('UNAUTHORIZED', 401, 'UnauthorizedException', 'Unauthorized'),
  // [L][P] capital M, unlike every other body.
  explicitDeny: deniedRow(`${DENIED} with an explicit deny`),
  implicitDeny: deniedRow(DENIED),
  // [P][I] any other error and a timeout: `{"message":null}` [unverified: authorizer-failure-type].
  authorizerFailed: row('AUTHORIZER_FAILURE', 500, 'AuthorizerConfigurationException', null),
  authorizerAnswerRefused: row('AUTHORIZER_CONFIGURATION_ERROR', 500, 'AuthorizerConfigurationException', null),
  // [D] resource and method alike; nobody is told which paths exist.
  unknownResource: row(
    'MISSING_AUTHENTICATION_TOKEN',
    403,
    'MissingAuthenticationTokenException',
    'Missing Authentication Token',
  ),
  unknownStage: row('DEFAULT_4XX', 403, 'ForbiddenException', 'Forbidden'),
  // [D] quotas: "414 Request URI too long".
  methodArnTooLong: row('DEFAULT_4XX', 414, 'RequestUriTooLongException', 'Request URI too long'),
  // [unverified: header-size-status]
  headersTooLarge: row('DEFAULT_4XX', 431, 'RequestHeadersTooLargeException', 'Request headers too large'),
  bodyTooLarge: row('REQUEST_TOO_LARGE', 413, 'RequestTooLargeException', 'Request Too Long'),
  // [P] an integration that throws or answers in a wrong shape.
  integrationFailed: row('DEFAULT_5XX', 502, 'InternalServerErrorException', 'Internal server error'),
  integrationTimedOut: row('INTEGRATION_TIMEOUT', 504, 'InternalServerErrorException', 'Endpoint request timed out'),
};

function row(responseType: GatewayResponseType, status: number, errorType: string, message: string | null): Outcome {
  return { responseType, status, errorType, messageMember: 'message', message };
}

function deniedRow(message: string): Outcome {
  return { ...row('ACCESS_DENIED', 403, 'AccessDeniedException', message), messageMember: 'Message' };
}
