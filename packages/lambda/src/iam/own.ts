/**
 * The request's own ARN: what a document may name beside its patterns, or alone where no result is cached.
 */
import { parseMethodArn } from '../arn.ts';
import { isCanonical } from '../target.ts';

/** The request that a document is made for. */
export interface OwnRequest {
  /** Its `methodArn`, verbatim. */
  readonly arn: string;
  /** Whether a fresh decision allows it. */
  readonly allowed: boolean;
}

/** The longest pattern that API Gateway takes, in characters. */
export const MAX_PATTERN_LENGTH: number = 512;

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
