/**
 * A Lambda authorizer for the `$connect` of a WebSocket API.
 *
 * Its event has neither method nor path, so the construction names the route that it decides.
 */
import { type CompiledPolicy, type Finding, type Policy, PolicyError, parsePath, toSegmentText } from '@sallyport/core';
import { type ConnectEvent, parseConnectEvent } from '../events/websocket.ts';
import type { AuthorizerAnswer } from '../respond/answer.ts';
import { CONNECT_FORM } from '../respond/connect.ts';
import { createGate, type Gate } from './gate.ts';
import type { AuthorizerHandler, AuthorizerOptions } from './options.ts';
import { createResponder } from './respond.ts';
import { toConnectPolicy } from './settings.ts';

/** What a construction names and may replace. */
export interface WebSocketAuthorizerOptions extends AuthorizerOptions {
  /** The key of the route that `$connect` stands for, as the policy writes it: `GET /ws`. */
  readonly route: string;
}

/** The handler of a WebSocket API's authorizer. */
export type WebSocketAuthorizer = AuthorizerHandler<AuthorizerAnswer>;

/**
 * The authorizer for a policy, whatever API its `apiGateway` section describes: a WebSocket API keeps no results.
 *
 * It answers with a document of one ARN, the connection's own, for 10 s, and throws as `tokenAuthorizer` does. A cookie is
 * accepted as on any upgrade: from the policy's own origins alone.
 *
 * @throws PolicyError where the policy has errors, or no route of that key with one path that GET reaches.
 * @example
 * export const handler = webSocketAuthorizer(policy, { route: 'GET /ws' });
 */
export function webSocketAuthorizer(policy: Policy, options: WebSocketAuthorizerOptions): WebSocketAuthorizer {
  const respond = createConnectResponder(createGate(policy, options), options.route);
  return async (event, context) => respond(parseConnectEvent(event), context);
}

/** Answers `$connect` by one route. @throws PolicyError where the policy has no such route. */
export function createConnectResponder(
  gate: Gate,
  key: string,
): (event: ConnectEvent | null, context: unknown) => Promise<AuthorizerAnswer> {
  const policy = toConnectPolicy(gate.authorizer.policy);
  const target = toRouteTarget(policy, key);
  const respond = createResponder(gate, policy, CONNECT_FORM);
  return (event, context) => respond(event && { ...event, routeKey: null, method: 'GET', target }, context);
}

/** The one path of a route. */
function toRouteTarget({ routes }: CompiledPolicy, key: string): string {
  const route = routes.routes.find((candidate) => candidate.key === key);
  if (route === undefined) throw toPolicyError(key, `the policy has no route "${key}"`, 'name a key of "routes"');
  const texts = route.segments.flatMap((segment) => (segment.kind === 'literal' ? [segment.text] : []));
  const target = `/${texts.map(toSegmentText).join('/')}`;
  const path = parsePath(target);
  const match = path.kind === 'canonical' ? routes.match('GET', null, path.segments) : null;
  if (texts.length < route.segments.length || match?.route !== route) {
    const message = `"$connect" has one path and is a GET, and "${key}" is no route of just that`;
    throw toPolicyError(key, message, 'name a route without parameters, such as "GET /ws"');
  }
  return target;
}

function toPolicyError(key: string, message: string, suggestion: string): PolicyError {
  const pointer = `/routes/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const finding: Finding = { level: 'error', code: 'websocket-route', pointer, at: 'name', message, suggestion };
  return new PolicyError([finding]);
}
