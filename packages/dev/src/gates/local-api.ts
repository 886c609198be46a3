/**
 * Makes the local API of the policy's kind: protocol, authorizer and methods as a deployment would have them.
 */
import type { CompiledPolicy } from '@sallyport/core';
import {
  createLocalApiGateway,
  type Integration,
  type LocalApiGateway,
  type LocalWebSocketGateway,
  type RestAuthorizerOptions,
} from '@sallyport/local-api-gateway';
import { toEcho } from './echo-origin.ts';
import { toMethods } from './methods.ts';

/** Invokes the authorizer function. */
export type Invoke = (event: unknown) => Promise<unknown>;

const AUTHORIZER = 'sallyport';
const IDENTITY = { apiId: 'local', region: 'eu-west-1', accountId: '123456789012' } as const;

const integration: Integration = ({ method, path, query, headers, body, requestContext }) => {
  const joined = Object.entries(headers).map(([name, values]) => [name, values.join(', ')] as const);
  const echo = toEcho(method, query === '' ? path : `${path}?${query}`, joined, Buffer.byteLength(body));
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...echo, authorizer: requestContext.authorizer ?? null }),
  };
};

/**
 * The API, with the policy's TTL, identity sources and methods.
 *
 * @param connectRoute - The key of the route that `$connect` stands for; a public one lets everybody connect.
 */
export function createLocalApi(
  policy: CompiledPolicy,
  invoke: Invoke,
  connectRoute: string | null,
): LocalApiGateway | LocalWebSocketGateway {
  const { kind, identitySources, resultTtlSeconds } = policy.apiGateway;
  const handler = (event: unknown): Promise<unknown> => invoke(event);
  switch (kind) {
    case 'rest-token':
    case 'rest-request': {
      const authorizer: RestAuthorizerOptions =
        kind === 'rest-token'
          ? { type: 'TOKEN', handler, resultTtlSeconds, ...toTokenSource(identitySources) }
          : { type: 'REQUEST', handler, resultTtlSeconds, identitySources };
      const routes = toMethods(policy).map(({ method, path, access }) => ({
        ...{ method, path, integration },
        ...(access === 'guarded' ? { authorizer: AUTHORIZER } : {}),
      }));
      return createLocalApiGateway({ ...IDENTITY, stage: 'dev', authorizers: { [AUTHORIZER]: authorizer }, routes });
    }
    case 'http-iam':
    case 'http-simple': {
      const response = kind === 'http-iam' ? 'iam' : 'simple';
      const routes = toMethods(policy).map(({ method, path, access }) => ({
        ...{ routeKey: `${method} ${path}`, integration },
        ...(access === 'guarded' ? { authorizer: AUTHORIZER } : {}),
      }));
      const authorizer = { payloadFormatVersion: '2.0', response, handler, identitySources, resultTtlSeconds } as const;
      const authorizers = { [AUTHORIZER]: authorizer };
      return createLocalApiGateway({ ...IDENTITY, protocol: 'HTTP', stage: '$default', authorizers, routes });
    }
    case 'websocket': {
      const route = policy.routes.routes.find(({ key }) => key === connectRoute);
      return createLocalApiGateway({
        ...{ ...IDENTITY, protocol: 'WEBSOCKET', stage: 'dev' },
        authorizers: { [AUTHORIZER]: { handler, identitySources } },
        connect: route?.access.kind === 'public' ? {} : { authorizer: AUTHORIZER },
        messages: ({ body }) => JSON.stringify({ origin: 'echo', bodyBytes: Buffer.byteLength(body) }),
      });
    }
  }
}

/** The one header of a TOKEN authorizer; what it must look like is known of the Authorization header alone. */
function toTokenSource([source]: readonly string[]): { identitySource?: string; validationExpression?: string } {
  if (source === undefined) return {};
  const isAuthorization = source.toLowerCase() === 'method.request.header.authorization';
  const expression = { validationExpression: '^[Bb]earer [A-Za-z0-9\\-._~+/]+=*$' };
  return { identitySource: source, ...(isAuthorization ? expression : {}) };
}
