/**
 * Reads a REST TOKEN event: exactly a method's ARN and one header's value, which API Gateway sends.
 *
 * Trust: the shape is AWS's, the token and the path in the ARN are the client's. Nothing a client sends makes the shape
 * wrong, so a wrong one is a deployment's defect (another payload type, a direct call) and throws.
 */
import { type MethodArn, parseMethodArn } from '../arn.ts';

/** A TOKEN event, parsed. */
export interface TokenEvent {
  /** The header's value verbatim; null where there is none, which a client can bring about. */
  readonly authorization: string | null;
  readonly arn: MethodArn;
}

/** A TOKEN event, or null for anything else. Members beyond the three are ignored: local gateways add some. */
export function parseTokenEvent(event: unknown): TokenEvent | null {
  if (typeof event !== 'object' || event === null) return null;
  if (!('type' in event) || event.type !== 'TOKEN' || !('methodArn' in event)) return null;
  const arn = typeof event.methodArn === 'string' ? parseMethodArn(event.methodArn) : null;
  if (arn === null) return null;
  const value = 'authorizationToken' in event ? event.authorizationToken : null;
  return { authorization: typeof value === 'string' && value !== '' ? value : null, arn };
}
