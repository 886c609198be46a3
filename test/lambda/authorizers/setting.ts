/** An authorizer of any kind with an issuer, a clock and a log of its own. */
import type { ApiGatewayEntry, Policy, PolicyDocument } from '@sallyport/core';
import { createTestClock, createTestIssuer, type TestClock, type TestIssuer } from '@sallyport/core/testing';
import type { AuthorizerOptions } from '@sallyport/lambda';
import { readEvent } from '../events/read.ts';

export const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
export const ISSUER = 'https://tokens.acme.dev';
export const AUDIENCE = 'https://api.acme.dev';
export const START = 1_900_000_000;

export const ROUTES: PolicyDocument['routes'] = {
  'GET /health': 'public',
  'GET /orders/:id': { scopes: ['read:orders'] },
  'POST /orders': { scopes: ['write:orders'] },
  '/users/:user/*': { claims: { sub: { param: 'user' } } },
  '/admin/*': { roles: ['admin'] },
  'GET /closed': 'deny',
};

/** A policy for one kind of authorizer. */
export function toPolicy(apiGateway: ApiGatewayEntry, changes: Partial<PolicyDocument> = {}): PolicyDocument {
  const issuers = { main: { issuer: ISSUER, audience: AUDIENCE } };
  return { issuers, routes: ROUTES, log: { decisions: 'all' }, apiGateway, ...changes };
}

export interface Setting<Answer> {
  readonly handler: (event: unknown, context: unknown) => Promise<Answer>;
  readonly clock: TestClock;
  readonly issuer: TestIssuer;
  readonly logged: Record<string, unknown>[];
  /** A token's text, without its scheme. */
  readonly mint: (scopes?: readonly string[], claims?: Readonly<Record<string, unknown>>) => Promise<string>;
}

/** Makes an authorizer; `make` is one of the package's. */
export function createSetting<Answer, Options extends AuthorizerOptions>(
  make: (policy: Policy, options: Options) => (event: unknown, context: unknown) => Promise<Answer>,
  policy: PolicyDocument,
  options: Options,
): Setting<Answer> {
  const clock = createTestClock(START);
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, clock: clock.now });
  const logged: Record<string, unknown>[] = [];
  const own = {
    env: {},
    log: (record: object) => logged.push({ ...record }),
    ...options,
    ports: { fetch: issuer.fetchPort, clock: clock.now, sleep: clock.sleep, ...options.ports },
  };
  const handler = make(policy, own);
  const mint: Setting<Answer>['mint'] = (scopes = [], claims = {}) =>
    issuer.mint({ sub: 'auth0|abc', ...claims }, { scopes });
  return { handler, clock, issuer, logged, mint };
}

/** A REST REQUEST event. */
export function toRestEvent(request: string, headers: Readonly<Record<string, string>>): Record<string, unknown> {
  const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { ...readEvent('request-rest'), methodArn: `${BASE}/${request}`, headers, multiValueHeaders };
}

/** A payload 2.0 event of an HTTP API. */
export function toHttpEvent(
  request: string,
  headers: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { ...readEvent('request-http-v2'), routeArn: `${BASE}/${request}`, cookies: [], headers, ...changes };
}
