/**
 * Finds the keys of a running `sallyport dev`, whose issuers stand in for those of the policy.
 *
 * Does not: send a token anywhere; only metadata and keys are asked for.
 */
import type { FetchPort } from '@sallyport/core';
import { findAddresses } from '../dev/address-file.ts';

/** A `fetch` that the issuers of a `sallyport dev` of this folder answer, and nobody else; null where none runs. */
export async function findDevFetch(): Promise<FetchPort | null> {
  const addresses = await findAddresses();
  if (addresses === null) return null;
  // Loaded here: it takes as long as the rest of the command.
  const { createRelayFetch, isLoopback, OUTBOUND_PATH } = await import('@sallyport/dev');
  const relayed = createRelayFetch(`${addresses.issuer}${OUTBOUND_PATH}`, fetch);
  // An issuer on this machine has no stand-in: it is asked itself.
  return (url, init) => (isLoopback(url) ? Promise.reject(new TypeError('fetch failed')) : relayed(url, init));
}
