/**
 * JWT access tokens: what a resource server demands of one. The strict issuer of these rows takes `at+jwt` alone and
 * requires every claim of section 2.2.
 */
import { requiring } from './rfc9068/requiring.ts';
import { validating } from './rfc9068/validating.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'RFC 9068, JWT access tokens',
  requirements: [...requiring, ...validating],
  inapplicable: [
    {
      section: '2.2',
      demands: 'what an authorization server writes into a token, auth_time, acr and amr among it',
      why: 'both gates are resource servers; they issue nothing',
    },
    {
      section: '3',
      demands: 'how an access token is requested, with the resource parameter',
      why: 'duties of clients and authorization servers',
    },
    {
      section: '4',
      demands: 'where encryption was agreed at registration, a token that is not encrypted is rejected',
      why: 'no encryption can be agreed: the gates hold no private key, and an encrypted token is token_encrypted',
    },
    {
      section: '6',
      demands: 'a client does not look into an access token',
      why: 'a duty of clients',
    },
  ],
};
