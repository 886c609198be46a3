/**
 * Writes payload 2.0 of HTTP APIs.
 *
 * Spec: [D] payload format versions; `routeArn`, lower-case headers, joined values [L]. The identity sources come in
 *   random order [L]: here their order turns with every request, so that code that relies on one fails soon. `rawPath`
 *   has the stage before it, unless that is `$default` [D]; whether it is decoded is not known [unverified:
 *   http-api-raw-path]. Without identity sources the member is null [unverified: http-api-no-identity-source].
 */
import { toStagePath } from '../protocol.ts';
import type { AuthorizerCall } from './call.ts';
import type { HttpApiV2Event } from './events.ts';
import { toCombinedMaps, toUserAgent } from './maps.ts';
import { toRequestTime } from './time.ts';

/** Makes the writer of one authorizer's events. */
export function createHttpApiV2Writer(): (call: AuthorizerCall, values: readonly string[]) => HttpApiV2Event {
  let turn = 0;
  return (call, values) => {
    turn = values.length === 0 ? 0 : (turn + 1) % values.length;
    return toHttpApiV2Event(call, values.length === 0 ? null : [...values.slice(turn), ...values.slice(0, turn)]);
  };
}

function toHttpApiV2Event(call: AuthorizerCall, identitySource: readonly string[] | null): HttpApiV2Event {
  const { api, routeKey, requestId, target } = call;
  const path = toStagePath(api, target.path);
  const { headers, cookies, ...maps } = toCombinedMaps(call);
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: call.arn,
    identitySource,
    routeKey,
    rawPath: path,
    rawQueryString: target.query,
    ...(cookies === undefined ? {} : { cookies }),
    headers,
    requestContext: {
      accountId: api.accountId,
      apiId: api.apiId,
      domainName: api.domainName,
      domainPrefix: api.apiId,
      http: {
        method: call.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: call.sourceIp,
        userAgent: toUserAgent(call) ?? '',
      },
      requestId,
      routeKey,
      stage: api.stage,
      time: toRequestTime(call.arrivedMs),
      timeEpoch: call.arrivedMs,
    },
    ...maps,
  };
}
