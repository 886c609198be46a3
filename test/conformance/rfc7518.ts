/**
 * RFC 7518 for a verifier: the signature algorithms, and the keys that fit them.
 */
import { ALGORITHMS } from './rfc7518/algorithms.ts';
import { KEYS } from './rfc7518/keys.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'RFC 7518, JSON Web Algorithms',
  requirements: [...ALGORITHMS, ...KEYS],
  inapplicable: [
    {
      section: '3.2',
      demands: 'MAC values are compared in constant time',
      why: "no comparison of the gate's own exists: WebCrypto takes the value and answers yes or no",
    },
    {
      section: '4',
      demands: 'algorithms of key management',
      why: 'encrypted tokens are refused whole; no decryption exists',
    },
    {
      section: '5',
      demands: 'algorithms of content encryption',
      why: 'encrypted tokens are refused whole; no decryption exists',
    },
    {
      section: '8.2',
      demands: 'a random value is never used twice in signing',
      why: 'a gate signs nothing',
    },
  ],
};
