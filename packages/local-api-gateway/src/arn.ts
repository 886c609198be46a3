/**
 * Builds the ARN that an authorizer receives and that its document is evaluated against.
 *
 * Spec: `arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{VERB}/{path}` with the concrete path and verb,
 *   never template or ANY [D][I serverless-offline#273]; the root ends in `VERB/` [I SAM CLI#5777]; the stage may be
 *   `$default` [D]; a WebSocket API's ends in its route key [D]. Whether the path is raw or decoded is not known
 *   [unverified: method-arn-path], nor what the route `$default` shows [unverified: route-arn-default].
 */

/** What the ARN says of the API itself. */
export type ApiIdentity = {
  /** Such as `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
};

/** How the path stands in the ARN: as it was sent, or percent-decoded once. */
export type MethodArnPath = 'raw' | 'decodedOnce';

/** The longest ARN of a method with an authorizer, in bytes; a longer one is a 414 [D quotas]. */
export const MAX_METHOD_ARN_BYTES: number = 1600;

/** The ARN of one request; `path` starts with `/`. */
export function toMethodArn(api: ApiIdentity, method: string, path: string, style: MethodArnPath): string {
  const tail = style === 'raw' ? path.slice(1) : decodeOnce(path.slice(1));
  return `${toStageArn(api)}/${method}/${tail}`;
}

/** The ARN of a WebSocket route [D]. */
export function toRouteKeyArn(api: ApiIdentity, routeKey: string): string {
  return `${toStageArn(api)}/${routeKey}`;
}

function toStageArn({ partition, region, accountId, apiId, stage }: ApiIdentity): string {
  return `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/${stage}`;
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Escapes that are no UTF-8 have no decoded form.
    return text;
  }
}
