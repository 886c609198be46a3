/**
 * Whether Hono matched its handlers on the path that the policy decided.
 *
 * Trust: Hono matches the raw target, decoded once and lazily, and middleware cannot rewrite that. Where its reading
 * differs from that of the canonical path, a decision for one route could let a request into the handler of another.
 */
import { parseTarget } from '@sallyport/core';
import { getPath, getPathNoStrict } from 'hono/utils/url';

/**
 * True where `matched` (Hono's `c.req.path`) is what Hono would have matched for the canonical path too.
 *
 * With an app's own `getPath` only a target that is canonical as sent is safe, since any other reading is unknown.
 */
export function isReadAlike(request: Request, matched: string, canonical: string): boolean {
  if (matched === canonical && !canonical.includes('%')) return true;
  const plain = new Request(`http://localhost${canonical}`);
  // Differs for `http://host?/admin` too (a Host header that ends in "?"): Hono's path starts at the first slash.
  if (getPath(request) !== getPath(plain)) return false;
  const isOwnReading = matched !== getPath(plain) && matched !== getPathNoStrict(plain);
  return !isOwnReading || parseTarget(request.url).rawPath === canonical;
}
