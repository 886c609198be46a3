/**
 * RFC 8725 (BCP 225) and its revision in draft, for a resource server.
 */
import { KEYS_AND_ALGORITHMS } from './rfc8725/keys-and-algorithms.ts';
import { TEXT } from './rfc8725/text.ts';
import { USES } from './rfc8725/uses.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'RFC 8725, JWT best current practices (and draft-ietf-oauth-rfc8725bis)',
  requirements: [...KEYS_AND_ALGORITHMS, ...USES, ...TEXT],
  inapplicable: [
    {
      section: '3.2',
      demands: 'deterministic ECDSA in signing, no RSA encryption with PKCS #1 v1.5',
      why: 'a gate signs and decrypts nothing',
    },
    {
      section: '3.6',
      demands: 'data is not compressed before encryption',
      why: 'a gate encrypts nothing, and inflates nothing: a zip header of a signed token is ignored',
    },
    {
      section: '3.10',
      demands: 'revision: an address that a token names is resolved and checked for loopback and local hosts',
      why: 'no address of a token is ever asked; the row of 3.10 counts the requests',
    },
    {
      section: '3.13',
      demands: 'revision: the p2c count of PBES2 is limited',
      why: 'no decryption exists; the row of 3.3 refuses encrypted tokens without a request or a derivation',
    },
    {
      section: '3.15',
      demands: 'revision: the size of decompressed content is limited',
      why: 'nothing is ever decompressed',
    },
  ],
};
