/**
 * The deployment package of the Lambda gate.
 *
 * The same bytes for the same bundle on every machine, so that a deploy without a change is seen as none.
 */
import { type ZipOptions, zipSync } from 'fflate';

// Unix, a plain file that everyone may read: Lambda runs it as another user than the one who built it.
const UNIX = 3;
const READABLE_FILE = 0o100644;

/** A zip with the bundle as `index.mjs`, which makes the function's handler setting `index.handler`. */
export function zipAuthorizer(bundle: Uint8Array): Uint8Array {
  // The oldest date a zip can hold, in the writing machine's own time zone: a zip stores local time.
  const mtime = new Date(1980, 0, 1);
  const options: ZipOptions = { level: 9, mtime, os: UNIX, attrs: (READABLE_FILE << 16) >>> 0 };
  return zipSync({ 'index.mjs': [bundle, options] });
}
