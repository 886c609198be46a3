/**
 * One policy at every front: `authorize`, the gateway Worker before a recording origin, the middleware, the authorizer.
 *
 * The clock stands at `START` and the issuers are in the process; every request for metadata or keys is recorded.
 */
import {
  createWebPorts,
  type Decision,
  type FetchPort,
  type IssuerEntry,
  type LogRecord,
  type PolicyDocument,
} from '@sallyport/core';
import { createTestClock, createTestFetch, createTestIssuer, type TestIssuer } from '@sallyport/core/testing';
import { tokenAuthorizer } from '@sallyport/lambda';
import { createGatewayWorker, type SallyportEnv, sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
import { createTestAuthorizer } from '../support/authorizer.ts';

export const ISSUER = 'https://tokens.acme.dev';
export const AUDIENCE = 'https://api.acme.dev';
/** Epoch seconds. */
export const START = 1_900_000_000;

const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';

/** Every access form. */
export const ROUTES = {
  'GET /health': 'public',
  'GET /feed': 'optional',
  '/me': 'authenticated',
  'GET /orders/:id': { scopes: ['read:orders'] },
  'POST /orders': { scopes: ['read:orders', 'write:orders'] },
  '/admin/*': { roles: ['admin'] },
  '/users/:user/*': { claims: { sub: { param: 'user' } } },
  '/closed/*': 'deny',
} as const satisfies PolicyDocument['routes'];

/** What differs from the ordinary stage. */
export interface StageOptions {
  /** Set over the one issuer's entry. */
  readonly entry?: Partial<IssuerEntry>;
  /** Sections set over the policy. */
  readonly sections?: Partial<PolicyDocument>;
  /** Further issuers that answer for their addresses. */
  readonly others?: readonly TestIssuer[];
  /** What the origin answers. */
  readonly respond?: (request: Request) => Response;
  /** The middleware's own body of a denial. */
  readonly onDeny?: () => Response;
}

/** A test issuer by the stage's clock, for `others`. */
export function createOtherIssuer(issuer: string): TestIssuer {
  return createTestIssuer({ issuer, audience: AUDIENCE, clock: () => START * 1000 });
}

/** Starts everything; nothing listens. */
export function createStage({ entry, sections, others = [], respond, onDeny }: StageOptions = {}) {
  const clock = createTestClock(START);
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, clock: clock.now });
  const policy: PolicyDocument = {
    issuers: { main: { issuer: ISSUER, audience: AUDIENCE, ...entry } },
    routes: ROUTES,
    log: { decisions: 'all' },
    ...sections,
  };
  const fetched: string[] = [];
  const reach = createTestFetch(issuer, ...others);
  const fetch: FetchPort = (url, init) => {
    fetched.push(url);
    return reach(url, init);
  };
  const ports = createWebPorts({ fetch, clock: clock.now, sleep: clock.sleep });
  // A failed fetch is recorded in `fetched`; the gate's own warning of it would only fill the report.
  const quiet = { ports: { ...ports, onKeyEvent: () => undefined } };

  const authorizer = createTestAuthorizer(policy, ports);
  const authorize = (request: string, headers: HeadersInit = {}): Promise<Decision> => {
    const [method = '', target = ''] = request.split(' ');
    return authorizer.authorize({ method, url: `${AUDIENCE}${target}`, headers: new Headers(headers) });
  };

  const sent: Request[] = [];
  const logged: (LogRecord | object)[] = [];
  const log = (record: LogRecord | object): void => {
    logged.push(record);
  };
  const origin = {
    fetch: async (request: Request): Promise<Response> => {
      sent.push(request);
      return respond?.(request) ?? new Response('from the origin');
    },
  };
  const worker = createGatewayWorker(policy, { ...quiet, log });
  const gateway = (path: string, init?: RequestInit): Promise<Response> =>
    worker.fetch(new Request(`${AUDIENCE}${path}`, init), { ORIGIN: origin });

  const app = new Hono<SallyportEnv>();
  app.use('*', sallyport(policy, { ...quiet, log, ...(onDeny ? { onDeny } : {}) }));
  app.all('*', (c) => c.text('handled'));

  /** The authorizer itself, for whoever calls it as API Gateway does. */
  const openAuthorizer = () => tokenAuthorizer(policy, { env: {}, ports, log });
  let opened: ReturnType<typeof openAuthorizer> | null = null;
  /** The answer of the authorizer to `GET/orders/1`, or the message of what it threw. */
  const lambda = async (authorizationToken: string | null, request = 'GET/orders/1') => {
    opened ??= openAuthorizer();
    try {
      return await opened({ type: 'TOKEN', methodArn: `${BASE}/${request}`, authorizationToken }, {});
    } catch (error) {
      return error instanceof Error ? error.message : 'no error';
    }
  };

  const bearer = async (...parameters: Parameters<TestIssuer['mint']>): Promise<{ Authorization: string }> => ({
    Authorization: `Bearer ${await issuer.mint(...parameters)}`,
  });
  const middleware = async (path: string, init?: RequestInit): Promise<Response> =>
    app.request(`${AUDIENCE}${path}`, init);
  return {
    clock,
    issuer,
    policy,
    fetched,
    authorize,
    gateway,
    middleware,
    lambda,
    bearer,
    sent,
    logged,
    lambdaHandler: openAuthorizer,
  };
}

/** What `createStage` makes. */
export type Stage = ReturnType<typeof createStage>;

/** `allow`, or the reason of the denial. */
export function outcome(decision: Decision): string {
  return decision.effect === 'allow' ? 'allow' : decision.reason;
}
