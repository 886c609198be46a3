/**
 * The request target that the path of an ARN stands for.
 *
 * Whether AWS writes the path into `methodArn` as sent or decoded once is unverified, so both are read: a request line
 * holds no space, non-ASCII character, `?` or `#`, so where one stands in an ARN it was decoded and is encoded again.
 */
import { parsePath, toSegmentText } from '@sallyport/core';

const NEVER_SENT = /[^!-~]|[?#]/gu;

/** The origin-form target for a path as an ARN holds it: everything after the slash that follows the method. */
export function toTarget(arnPath: string): string {
  return `/${arnPath.replace(NEVER_SENT, toSegmentText)}`;
}

/** Whether this is the one canonical spelling of its path, raw: then no other text in an ARN means the same. */
export function isCanonical(arnPath: string): boolean {
  const read = parsePath(`/${arnPath}`);
  return read.kind === 'canonical' && read.path === `/${arnPath}`;
}
