/**
 * Reads a WebSocket API's `$connect` event, the only one of its routes that an authorizer stands before.
 *
 * Does not: know a method or path: the event has none, so the gate names the route of the policy that it decides.
 */
import { parseConnectArn, type StageArn } from '../arn.ts';
import { type Fields, readFields } from './fields.ts';
import { parseMembers, readMember, readText } from './members.ts';

/** A `$connect` event, parsed. */
export interface ConnectEvent extends Fields {
  readonly kind: 'websocket';
  readonly arn: StageArn;
  /** `requestContext.apiId`, where it is a text. */
  readonly apiId: string | null;
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
    ...readFields(members),
  };
}
