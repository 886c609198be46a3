/**
 * What the matrix says of the paths that the Worker gate answers itself.
 */
import type { OwnPathKind } from '@sallyport/core';

/** The words for each. */
export const OWN_PATHS: Readonly<Record<OwnPathKind, string>> = {
  'resource-metadata': 'protected resource metadata (RFC 9728)',
  'assertion-keys': 'keys of the signed assertion (gateway only)',
  health: 'state of the keys',
};
