/**
 * The local API Gateway in front of the built authorizer, its resources taken from the policy.
 *
 * A public route becomes a method without an authorizer, as in the deploy templates; every other path, known or not,
 * passes the authorizer, which is what `{proxy+}` does.
 */
import type { CompiledPolicy, Route } from '@sallyport/core';
import {
  createLocalApiGateway,
  type LocalApiGateway,
  type RouteOptions,
  serveLocalApiGateway,
} from '@sallyport/local-api-gateway';
import { toEcho } from './echo-origin.ts';
import type { LambdaGate } from './lambda.ts';

/** A running local API Gateway. */
export interface ApiGateway {
  readonly port: number;
  /** Whether the latest request made API Gateway ask the authorizer. */
  readonly lastCall: () => { readonly authorizerInvoked: boolean };
  readonly close: () => Promise<void>;
}

const AUTHORIZER = 'sallyport';
type Integration = RouteOptions['integration'];

const integration: Integration = ({ method, path, query, headers, body, requestContext }) => {
  const joined = Object.entries(headers).map(([name, values]) => [name, values.join(', ')] as const);
  const echo = toEcho(method, query === '' ? path : `${path}?${query}`, joined, Buffer.byteLength(body));
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...echo, authorizer: requestContext.authorizer ?? null }),
  };
};

/** Starts the gateway on 127.0.0.1 with the policy's TTL and methods. */
export async function startApiGateway(port: number, policy: CompiledPolicy, lambda: LambdaGate): Promise<ApiGateway> {
  const gateway = createLocalApiGateway({
    apiId: 'local',
    region: 'eu-west-1',
    accountId: '123456789012',
    stage: 'dev',
    authorizers: {
      [AUTHORIZER]: {
        type: 'TOKEN',
        handler: (event) => lambda.invoke(event),
        validationExpression: '^[Bb]earer [A-Za-z0-9\\-._~+/]+=*$',
        resultTtlSeconds: policy.apiGateway.resultTtlSeconds,
      },
    },
    routes: toMethods(policy),
  });
  let last = { authorizerInvoked: false };
  const observed: LocalApiGateway = {
    ...gateway,
    invoke: async (request) => {
      const response = await gateway.invoke(request);
      last = { authorizerInvoked: response.authorizerInvoked };
      return response;
    },
  };
  const server = await serveLocalApiGateway(observed, { port });
  return { port: server.port, lastCall: () => last, close: server.close };
}

/** The methods of the API: each public route open, everything else behind the authorizer. */
export function toMethods(policy: CompiledPolicy): readonly RouteOptions[] {
  const open = policy.routes.routes
    .filter((route) => route.access.kind === 'public' && route.host === null)
    .flatMap((route) =>
      toResources(route).flatMap((path) => [...route.decides].map((method) => ({ method, path, integration }))),
    );
  const guarded = policy.routes.routes
    .filter((route) => route.access.kind !== 'public' && route.host === null)
    .flatMap((route) =>
      toResources(route).flatMap((path) =>
        [...route.decides].map((method) => ({ method, path, authorizer: AUTHORIZER, integration })),
      ),
    );
  const rest = ['/', '/{proxy+}'].map((path) => ({ method: 'ANY', path, authorizer: AUTHORIZER, integration }));
  return distinct([...open, ...guarded, ...rest]);
}

function toResources({ segments, tail }: Route): readonly string[] {
  const base = segments.map((segment) => (segment.kind === 'literal' ? segment.text : `{${segment.name}}`)).join('/');
  if (tail === 'end') return [`/${base}`];
  return base === '' ? ['/', '/{proxy+}'] : [`/${base}`, `/${base}/{proxy+}`];
}

/** The first of several methods on one resource. Parameter names do not tell resources apart. */
function distinct(methods: readonly RouteOptions[]): readonly RouteOptions[] {
  const byResource = new Map<string, RouteOptions>();
  for (const method of methods) {
    const resource = `${method.method} ${method.path.replace(/\{[^}+]*\}/g, '{}')}`;
    if (!byResource.has(resource)) byResource.set(resource, method);
  }
  return [...byResource.values()];
}
