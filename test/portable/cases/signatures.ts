/**
 * Signatures that libraries have taken in more than one spelling: out of range, of another scheme, of another length.
 */
import { type Case, portable } from '../case.ts';
import { fixedToken } from '../fixed-tokens.ts';
import { createFixedAuthorizer, present, presentEach } from '../policies.ts';
import { toOctets, toSegment, withSignature } from '../tokens.ts';

const INVALID = 'deny 401 signature_invalid';

const inSixteens = (texts: readonly string[]): string =>
  toSegment(Uint8Array.from(texts.join('').match(/../g) ?? [], (hex) => Number.parseInt(hex, 16)));
// The order of P-256's base point, and of Ed25519's (little-endian).
const P256_ORDER = inSixteens(['ffffffff00000000', 'ffffffffffffffff', 'bce6faada7179e84', 'f3b9cac2fc632551']);
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The octets of an Ed25519 signature with the order added to its scalar: the same scalar, spelled too large. */
function addOrder(signature: Uint8Array): Uint8Array {
  let scalar = signature.slice(32).reduceRight((sum, octet) => sum * 256n + BigInt(octet), 0n) + ED25519_ORDER;
  return signature.map((octet, index) => {
    if (index < 32) return octet;
    const low = Number(scalar % 256n);
    scalar /= 256n;
    return low;
  });
}

export const SIGNATURE_CASES: readonly Case[] = [
  portable(
    'ECDSA signatures out of range, and in DER',
    { 'r = 0': INVALID, 's = 0': INVALID, 'r = n': INVALID, 's = n': INVALID, DER: INVALID },
    () => {
      const good = fixedToken('ES256');
      const part = (r: 'r' | 's', octets: Uint8Array): string =>
        withSignature(good, (bytes) =>
          Uint8Array.from(r === 'r' ? [...octets, ...bytes.slice(32)] : [...bytes.slice(0, 32), ...octets]),
        );
      return presentEach(createFixedAuthorizer(['ES256']), {
        'r = 0': part('r', new Uint8Array(32)),
        's = 0': part('s', new Uint8Array(32)),
        'r = n': part('r', toOctets(P256_ORDER)),
        's = n': part('s', toOctets(P256_ORDER)),
        DER: fixedToken('ES256 in DER'),
      });
    },
  ),
  portable('an Ed25519 scalar spelled too large', INVALID, () =>
    present(createFixedAuthorizer(['EdDSA']), withSignature(fixedToken('EdDSA'), addOrder)),
  ),
  portable('RSA-PSS with a salt of another length', [INVALID, INVALID], async () => {
    const authorizer = createFixedAuthorizer(['PS256']);
    return [
      await present(authorizer, fixedToken('PS256 salt 0')),
      await present(authorizer, fixedToken('PS256 salt 64')),
    ];
  }),
  portable('a PKCS #1 signature under a PSS name', INVALID, () => {
    const pss = fixedToken('PS256').split('.');
    return present(createFixedAuthorizer(['PS256']), pss.with(2, fixedToken('RS256').split('.')[2] ?? '').join('.'));
  }),
];
