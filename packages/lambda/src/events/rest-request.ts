/**
 * Reads a REST REQUEST event, and the same event in payload 1.0 of an HTTP API.
 *
 * Trust: method and path are read from `methodArn` alone; `path`, `resource` and `requestContext.path` may carry a stage
 * or a base path (attack: two readings of one request).
 * Does not: take one without `requestContext`, which API Gateway always sends and a WebSocket event is told by.
 */
import { type MethodArn, parseMethodArn } from '../arn.ts';
import { type Fields, readFields } from './fields.ts';
import { type Members, parseMembers, readMember, readText } from './members.ts';

/** A request that some gateway asks about, parsed. */
export interface RequestEvent extends Fields {
  readonly kind: 'rest-request' | 'http-1.0' | 'http-2.0';
  readonly arn: MethodArn;
  /** `requestContext.apiId`, where it is a text. */
  readonly apiId: string | null;
  /** The API's route under which the request came; null where the payload names none. */
  readonly routeKey: string | null;
}

/** A REST REQUEST event, or null for anything else. */
export function parseRestRequestEvent(event: unknown): RequestEvent | null {
  const members = parseMembers(event);
  // An HTTP API names its payload's version.
  return members === null || Object.hasOwn(members, 'version') ? null : parseRequest(members, 'rest-request');
}

/** The parts that payload 1.0 and REST share. */
export function parseRequest(members: Members, kind: 'rest-request' | 'http-1.0'): RequestEvent | null {
  const context = parseMembers(readMember(members, 'requestContext'));
  if (readText(members, 'type') !== 'REQUEST' || context === null) return null;
  const arn = parseMethodArn(readText(members, 'methodArn') ?? '');
  if (arn === null || arn.method === '$connect') return null;
  return {
    kind,
    arn,
    apiId: readText(context, 'apiId'),
    ...readFields(members),
    routeKey: readText(context, 'routeKey'),
  };
}
