/**
 * UNSAFE, and here to be compared with: a verifying middleware of the kind that is copied from one API to the next.
 *
 * Every line marked (n) lets something through or turns somebody away; the README has the list. Use none of it.
 */
import { createHmac, createPublicKey, verify } from 'node:crypto';

/** A middleware that sets `request.caller`. */
export function createVerifier({ issuer, audience, jwksUri }) {
  return async (request, response, next) => {
    const header = request.headers.authorization;
    if (!header) return response.status(403).send('Forbidden'); // (1)
    try {
      const token = header.split(' ')[1]; // (2)
      const [head, body, signature] = token.split('.');
      const { alg, kid } = JSON.parse(Buffer.from(head, 'base64url'));
      const claims = JSON.parse(Buffer.from(body, 'base64url'));
      const { keys } = await (await fetch(jwksUri)).json(); // (3)
      const key = createPublicKey({ key: keys.find((one) => one.kid === kid) ?? keys[0], format: 'jwk' });
      if (!isSigned(alg, key, `${head}.${body}`, Buffer.from(signature, 'base64url'))) throw new Error('signature');
      if (Date.now() / 1000 > claims.exp) throw new Error('expired'); // (5)
      if (!claims.aud.includes(audience)) throw new Error('audience'); // (6)
      if (claims.iss !== issuer) throw new Error('issuer');
      request.caller = claims.sub; // (7)
      next();
    } catch {
      response.status(401).send('Invalid token'); // (8)
    }
  };
}

/** (4) The token says how it wants to be verified. */
function isSigned(alg, key, text, signature) {
  if (alg === 'none') return signature.length === 0;
  if (alg === 'HS256') {
    const secret = key.export({ type: 'spki', format: 'pem' });
    return createHmac('sha256', secret).update(text).digest().equals(signature);
  }
  return verify('RSA-SHA256', Buffer.from(text), key, signature);
}
