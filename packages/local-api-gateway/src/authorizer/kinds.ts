/**
 * Makes the authorizers of a deployment: for each kind its identity, event, answer and cache.
 *
 * Spec: the kinds of [D] Lambda authorizers. A REST result serves all methods of the stage [D][I serverless#626]; an
 *   HTTP API's serves all routes that use the authorizer, unless `$context.routeKey` is among its identity sources, and
 *   without identity sources nothing is kept [D]; a WebSocket API keeps none [D].
 */
import { createResultCache } from '../cache/result-cache.ts';
import { createHttpApiV2Writer } from '../payload/http-api.ts';
import { toHttpApiV1Event, toRestRequestEvent, toTokenEvent } from '../payload/rest.ts';
import { toWebSocketEvent } from '../payload/web-socket.ts';
import { parseAnswer, parseSimpleAnswer } from './answer.ts';
import type { Authorizer, KeptVerdict } from './ask.ts';
import { createContainer } from './container.ts';
import { createSourcesReader, createTokenReader } from './identity.ts';
import {
  checkHttpApiAuthorizer,
  checkRestAuthorizer,
  checkWebSocketAuthorizer,
  type HttpApiAuthorizerOptions,
  type RestAuthorizerOptions,
  type WebSocketAuthorizerOptions,
} from './options.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/** Makes a REST authorizer. Throws `LocalApiGatewayConfigError` for options that could not be deployed. */
export function createRestAuthorizer(name: string, options: RestAuthorizerOptions): Authorizer {
  checkRestAuthorizer(name, options);
  return {
    ...createBase(name, options, options.resultTtlSeconds),
    readIdentity:
      options.type === 'TOKEN'
        ? createTokenReader(name, options.identitySource ?? 'Authorization', options.validationExpression)
        : createSourcesReader(name, 'REST', options.identitySources),
    toEvent: options.type === 'TOKEN' ? toTokenEvent : toRestRequestEvent,
    parseAnswer: (returned) => parseAnswer(returned, 'rest'),
  };
}

/** Makes an HTTP API authorizer. Throws `LocalApiGatewayConfigError` for options that could not be deployed. */
export function createHttpApiAuthorizer(name: string, options: HttpApiAuthorizerOptions): Authorizer {
  checkHttpApiAuthorizer(name, options);
  const isV1 = options.payloadFormatVersion === '1.0';
  const form = isV1 ? 'httpApiV1' : 'httpApiV2';
  return {
    ...createBase(name, options, options.identitySources.length === 0 ? 0 : options.resultTtlSeconds),
    readIdentity: createSourcesReader(name, 'HTTP', options.identitySources),
    toEvent: isV1 ? toHttpApiV1Event : createHttpApiV2Writer(),
    parseAnswer: options.response === 'simple' ? parseSimpleAnswer : (returned) => parseAnswer(returned, form),
  };
}

/** Makes a WebSocket authorizer. Throws `LocalApiGatewayConfigError` for options that could not be deployed. */
export function createWebSocketAuthorizer(name: string, options: WebSocketAuthorizerOptions): Authorizer {
  checkWebSocketAuthorizer(name, options);
  return {
    ...createBase(name, options, 0),
    readIdentity: createSourcesReader(name, 'WEBSOCKET', options.identitySources),
    toEvent: toWebSocketEvent,
    parseAnswer: (returned) => parseAnswer(returned, 'webSocket'),
  };
}

function createBase(
  name: string,
  options: RestAuthorizerOptions | HttpApiAuthorizerOptions | WebSocketAuthorizerOptions,
  ttlSeconds: number,
): Pick<Authorizer, 'name' | 'container' | 'timeoutMs' | 'cache'> {
  return {
    name,
    container: createContainer(name, options.handler),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    cache: createResultCache<KeptVerdict>(ttlSeconds),
  };
}
