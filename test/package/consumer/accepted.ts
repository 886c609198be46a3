/**
 * What a stranger's project writes against the packages: must compile.
 */
import { type Authorizer, createAuthorizer, createWebPorts, type Decision, type PolicyDocument } from '@sallyport/core';
import { createTestClock, createTestIssuer } from '@sallyport/core/testing';
import { tokenAuthorizer } from '@sallyport/lambda';
import { createLocalApiGateway } from '@sallyport/local-api-gateway';
import { createGatewayWorker, type SallyportEnv, sallyport } from '@sallyport/worker';
import { Hono } from 'hono';

const policy: PolicyDocument = {
  issuers: { machines: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev', algorithms: ['ES256'] } },
  routes: {
    'GET /health': 'public',
    'GET /orders/:id': { scopes: ['read:orders'] },
    '/users/:user/*': { anyOf: [{ claims: { sub: { param: 'user' } } }, { roles: ['admin'] }] },
  },
};

const issuer = createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' });
const clock = createTestClock(1_800_000_000);
const authorizer: Authorizer = createAuthorizer(policy, createWebPorts({ clock: clock.port, fetch: issuer.fetchPort }));

/** The reason of a denial, narrowed by its effect. */
export async function decide(url: string): Promise<string> {
  const headers = new Headers({ authorization: `Bearer ${await issuer.mint({}, { scopes: ['read:orders'] })}` });
  const decision: Decision = await authorizer.authorize({ method: 'GET', url, headers });
  return decision.effect === 'allow' ? (decision.principal?.subject ?? 'anyone') : decision.reason;
}

/** A Hono application behind the middleware. */
export const app: Hono<SallyportEnv> = new Hono<SallyportEnv>();
app.use('*', sallyport(policy));

/** The ready Worker, the Lambda gate and the local API Gateway. */
export const gates: readonly unknown[] = [createGatewayWorker(policy), tokenAuthorizer(policy), createLocalApiGateway];
