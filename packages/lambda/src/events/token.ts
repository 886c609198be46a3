/**
 * Reads a REST TOKEN event: exactly a method's ARN and one header's value, which API Gateway sends.
 *
 * Trust: the shape is AWS's, the token and the path in the ARN are the client's. Nothing a client sends makes the shape
 * wrong, so a wrong one is a deployment's defect (another payload type, a direct call) and throws.
 */
import { type MethodArn, parseMethodArn } from '../arn.ts';
import { parseMembers, readText } from './members.ts';

/** A TOKEN event, parsed. */
export interface TokenEvent {
  readonly kind: 'rest-token';
  /** The header's value verbatim; null where there is none, which a client can bring about. */
  readonly authorization: string | null;
  readonly arn: MethodArn;
}

/** A TOKEN event, or null for anything else. Members beyond the three are ignored: local gateways add some. */
export function parseTokenEvent(event: unknown): TokenEvent | null {
  const members = parseMembers(event);
  if (members === null || readText(members, 'type') !== 'TOKEN') return null;
  const arn = parseMethodArn(readText(members, 'methodArn') ?? '');
  const value = readText(members, 'authorizationToken');
  return arn === null ? null : { kind: 'rest-token', authorization: value === '' ? null : value, arn };
}
