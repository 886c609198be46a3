/**
 * RFC 7515 for a verifier of compact tokens.
 */
import { HEADER } from './rfc7515/header.ts';
import { SIGNATURE } from './rfc7515/signature.ts';
import { TEXT } from './rfc7515/text.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'RFC 7515, JSON Web Signature',
  requirements: [...HEADER, ...TEXT, ...SIGNATURE],
  inapplicable: [
    {
      section: '4.1.6',
      demands: 'the chain of an x5c that is used is validated',
      why: 'no certificate is read, of a header or of a key set; the rows of 4.1.2 and 4.1.6 show it',
    },
    {
      section: '5.1',
      demands: 'how a signature is produced',
      why: 'a gate verifies and never signs',
    },
    {
      section: '8',
      demands: 'TLS with server identity for jku and x5u',
      why: 'neither is followed; the row of 4.1.2 counts the requests',
    },
  ],
};
