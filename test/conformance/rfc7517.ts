/**
 * RFC 7517 for a reader of key sets: which members become keys, and what a whole answer must be.
 */
import { MEMBERS } from './rfc7517/members.ts';
import { SETS } from './rfc7517/sets.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'RFC 7517, JSON Web Key',
  requirements: [...MEMBERS, ...SETS],
  inapplicable: [
    {
      section: '4.6',
      demands: 'an x5u is fetched over TLS with server identity',
      why: 'no certificate is fetched or read; the row of 4.7 shows it',
    },
    {
      section: '7',
      demands: 'encrypted keys and key sets',
      why: 'no private key is read, and an encrypted set is no JSON object: the row of 5 refuses it',
    },
  ],
};
