/**
 * Builds the ARN that an authorizer receives and that its document is evaluated against.
 *
 * Spec: `arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{VERB}/{path}` with the concrete path, never the
 *   template, and the real verb under ANY [D][I serverless-offline#273]; the root ends in `VERB/` [I SAM CLI#5777].
 *   Whether AWS writes the path raw or decoded is not known [unverified: method-arn-path].
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
  const { partition, region, accountId, apiId, stage } = api;
  return `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/${stage}/${method}/${tail}`;
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Escapes that are no UTF-8 have no decoded form.
    return text;
  }
}
