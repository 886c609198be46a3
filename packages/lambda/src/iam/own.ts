/**
 * The request's own ARN: the one thing that a kept document may hold of the request that asked for it.
 */
import { parseMethodArn } from '../arn.ts';
import { isCanonical } from '../target.ts';

/** The longest pattern that API Gateway takes, in characters. */
export const MAX_PATTERN_LENGTH: number = 512;

/** The most bytes of JSON that an own ARN adds to a document, which names what it grants twice. */
export const OWN_BYTES: number = 2 * (MAX_PATTERN_LENGTH + '"",'.length);

/**
 * Whether an ARN can be granted by name: a request of this API whose path is its one canonical spelling, at most 512
 * characters, with nothing that is syntax in a pattern (attack: a path with `*` that grants its siblings).
 */
export function isWritableOwn(arn: string, base: string): boolean {
  const parts = parseMethodArn(arn);
  return (
    parts?.base === base &&
    arn.length <= MAX_PATTERN_LENGTH &&
    !/[*?$]/.test(arn.slice(base.length)) &&
    isCanonical(parts.path)
  );
}
