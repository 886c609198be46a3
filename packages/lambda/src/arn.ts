/**
 * Reads the ARN of a method: which API and stage, which verb, which path.
 *
 * Trust: partition to stage are written by AWS and go into every answer, so anything that could be a pattern is refused;
 * the path is the client's and is kept verbatim (attack: a `:` or `//` in the path that shifts a naive split).
 */

/** The parts of an ARN under a stage. */
export interface StageArn {
  /** The whole ARN, verbatim. */
  readonly arn: string;
  /** `arn:partition:execute-api:region:account:api/stage`, which every ARN of an answer starts with. */
  readonly base: string;
  readonly apiId: string;
  readonly stage: string;
}

/** The parts of a method's ARN. */
export interface MethodArn extends StageArn {
  readonly method: string;
  /** What follows the slash after the method, verbatim; empty for the root. */
  readonly path: string;
}

// The first five colons and the first three slashes separate; the path is whatever is left, line breaks included. The
// account is not held to twelve digits: local gateways make one up.
const METHOD_ARN =
  /^(arn:aws[a-z-]*:execute-api:[a-z0-9-]+:[A-Za-z0-9-]+:([A-Za-z0-9-]+)\/(\$default|[A-Za-z0-9_-]{1,128}))\/([^/]*)\/([\s\S]*)$/;

const CONNECT = '/$connect';

/** The parts of a method's ARN, or null where the text is none. Never throws; linear. */
export function parseMethodArn(text: string): MethodArn | null {
  const [arn, base, apiId, stage, method, path] = METHOD_ARN.exec(text) ?? [];
  if (arn === undefined || base === undefined || apiId === undefined) return null;
  if (stage === undefined || method === undefined || path === undefined) return null;
  return { arn, base, apiId, stage, method, path };
}

/** The parts of the ARN of a WebSocket API's `$connect`, which has neither method nor path, or null. */
export function parseConnectArn(text: string): StageArn | null {
  if (!text.endsWith(CONNECT)) return null;
  const parts = parseMethodArn(`${text}/`);
  return parts === null || parts.method !== '$connect' ? null : { ...toStage(parts), arn: text };
}

function toStage({ arn, base, apiId, stage }: MethodArn): StageArn {
  return { arn, base, apiId, stage };
}
