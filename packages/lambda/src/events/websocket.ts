/**
 * Reads a WebSocket API's `$connect` event, the only one of its routes that an authorizer stands before.
 *
 * Does not: know a method or path: the event has none, so the gate names the route of the policy that it decides.
 */
import type { HeaderReader } from '@sallyport/core';
import { parseConnectArn, type StageArn } from '../arn.ts';
import { createHeaderReader, toQuery } from './fields.ts';
import { parseMembers, readMember, readText } from './members.ts';

/** A `$connect` event, parsed. */
export interface ConnectEvent {
  readonly kind: 'websocket';
  readonly arn: StageArn;
  /** `requestContext.apiId`, where it is a text. */
  readonly apiId: string | null;
  readonly headers: HeaderReader;
  readonly query: URLSearchParams;
}

/** A `$connect` event, or null for anything else. */
export function parseConnectEvent(event: unknown): ConnectEvent | null {
  const members = parseMembers(event);
  const context = parseMembers(members === null ? null : readMember(members, 'requestContext'));
  if (members === null || context === null || readText(members, 'type') !== 'REQUEST') return null;
  if (readText(context, 'eventType') !== 'CONNECT') return null;
  const arn = parseConnectArn(readText(members, 'methodArn') ?? '');
  if (arn === null) return null;
  return {
    kind: 'websocket',
    arn,
    apiId: readText(context, 'apiId'),
    headers: createHeaderReader({
      single: readMember(members, 'headers'),
      multi: readMember(members, 'multiValueHeaders'),
    }),
    query: toQuery({
      single: readMember(members, 'queryStringParameters'),
      multi: readMember(members, 'multiValueQueryStringParameters'),
    }),
  };
}
