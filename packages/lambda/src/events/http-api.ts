/**
 * Reads an HTTP API's event, payload 1.0 or 2.0.
 *
 * Trust: method and path are read from the ARN alone; `rawPath` carries the stage where there is no custom domain.
 * Does not: take a route's ARN without method and path.
 */
import { parseMethodArn } from '../arn.ts';
import { createHeaderReader } from './fields.ts';
import { parseMembers, readMember, readText } from './members.ts';
import { parseRequest, type RequestEvent } from './rest-request.ts';

/** An HTTP API's event, or null for anything else. */
export function parseHttpApiEvent(event: unknown): RequestEvent | null {
  const members = parseMembers(event);
  if (members === null) return null;
  const version = readText(members, 'version');
  if (version === '1.0') return parseRequest(members, 'http-1.0');
  const context = parseMembers(readMember(members, 'requestContext'));
  if (version !== '2.0' || readText(members, 'type') !== 'REQUEST' || context === null) return null;
  const arn = parseMethodArn(readText(members, 'routeArn') ?? '');
  if (arn === null) return null;
  return {
    kind: 'http-2.0',
    arn,
    apiId: readText(context, 'apiId'),
    headers: createHeaderReader({ single: readMember(members, 'headers') }, readMember(members, 'cookies')),
    query: new URLSearchParams(readText(members, 'rawQueryString') ?? ''),
    routeKey: readText(members, 'routeKey'),
  };
}
