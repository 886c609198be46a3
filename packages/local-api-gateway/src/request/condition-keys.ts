/**
 * The condition keys that a request carries, as far as API Gateway is known or believed to supply them.
 *
 * Spec: key table of API Gateway resource policies [D]; SourceIp in an authorizer's document is confirmed [P], the time
 *   keys and the others are not [unverified: time-condition-keys] [unverified: other-condition-keys]. REST endpoints
 *   are HTTPS only [D].
 */
import type { ContextValue, IamContext } from '../iam/keys.ts';
import { lastHeader, type RequestHeaders } from './headers.ts';

/**
 * Makes the keys for one evaluation, leaving out those named in `unavailable` (lower-case). Times are whole seconds.
 */
export function createConditionKeys(
  nowMs: number,
  sourceIp: string,
  headers: RequestHeaders,
  unavailable: ReadonlySet<string>,
): IamContext {
  const nowSeconds = Math.floor(nowMs / 1000);
  const keys: readonly (readonly [string, ContextValue | undefined])[] = [
    ['aws:CurrentTime', new Date(nowSeconds * 1000).toISOString().replace('.000Z', 'Z')],
    ['aws:EpochTime', nowSeconds],
    ['aws:SourceIp', sourceIp],
    ['aws:SecureTransport', true],
    ['aws:UserAgent', lastHeader(headers, 'user-agent')],
    ['aws:Referer', lastHeader(headers, 'referer')],
  ];
  const present: [string, ContextValue][] = [];
  for (const [name, value] of keys) {
    if (value !== undefined && !unavailable.has(name.toLowerCase())) present.push([name, value]);
  }
  return Object.fromEntries(present);
}
