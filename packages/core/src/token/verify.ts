/**
 * The signature phase, and the only place that makes a verified token.
 *
 * Denies: `signature_invalid`.
 * Spec: RFC 7515 section 5.2 step 8, RFC 7518 section 3, RFC 8037 section 3.1.
 */
import type { Denial } from '../decision/decision.ts';
import type { VerificationKey } from '../keys/source.ts';
import type { AlgorithmEntry } from './algorithms.ts';
import type { UnverifiedToken, VerifiedToken } from './token.ts';

/** Verifies a token's own bytes with each candidate key in turn; the source bounds the candidates to four. */
export async function verifyToken(
  token: UnverifiedToken,
  algorithm: AlgorithmEntry,
  candidates: readonly VerificationKey[],
): Promise<VerifiedToken | Denial> {
  // A signature of the wrong length is refused before any runtime sees it (ECDSA in DER, truncated or padded values).
  if (algorithm.signatureBytes === null || algorithm.signatureBytes === token.signature.length) {
    const { verifyParameters } = algorithm;
    for (const { key, thumbprint } of candidates) {
      try {
        if (await crypto.subtle.verify(verifyParameters, key, token.signature, token.signingInput)) {
          return { trust: 'verified', claims: token.payload, keyThumbprint: thumbprint };
        }
      } catch {
        // Runtimes throw differently for odd keys and signatures (DOMException, TypeError): none of it is a signature.
      }
    }
  }
  return { reason: 'signature_invalid' };
}
