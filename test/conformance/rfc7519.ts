/**
 * RFC 7519 for a resource server.
 */
import { CLAIM_ROWS } from './rfc7519/claims.ts';
import { VALIDATION } from './rfc7519/validation.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'RFC 7519, JSON Web Token',
  requirements: [...CLAIM_ROWS, ...VALIDATION],
  inapplicable: [
    {
      section: '2',
      demands: 'a StringOrURI with a colon is a URI',
      why: "iss is compared with the policy's, whose form is checked there; other claims are compared as text or passed on",
    },
    {
      section: '4.1.7',
      demands: 'jti values are unique',
      why: 'a duty of the issuer; nothing is counted by jti yet, since no proof of possession is replayable here',
    },
    {
      section: '7.1',
      demands: 'how a token is created',
      why: 'a gate creates none',
    },
    {
      section: '8',
      demands: 'implementations support the algorithm none',
      why: 'RFC 8725 section 3.2 asks for it on request only; no request exists, the row of section 6 shows it',
    },
  ],
};
