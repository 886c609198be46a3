/**
 * Bearer tokens: where one is read, what a challenge says, and which error stands for what.
 */
import { answers } from './rfc6750/answers.ts';
import { challenges } from './rfc6750/challenges.ts';
import { presenting } from './rfc6750/presenting.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'RFC 6750, Bearer token usage',
  requirements: [...presenting, ...challenges, ...answers],
  inapplicable: [
    {
      section: '4',
      demands: 'how an authorization server answers a token request',
      why: 'both gates are resource servers; they issue nothing',
    },
    {
      section: '5.2',
      demands: 'TLS between client and resource server, with certificates validated by the client',
      why: 'Cloudflare and API Gateway end the connection before a gate runs',
    },
    {
      section: '5.3',
      demands: 'cookies with tokens are never sent in the clear',
      why: 'the Secure attribute is set by whoever issues the cookie; a gate only reads it',
    },
    {
      section: '5.3',
      demands: 'clients protect tokens and check the chain of certificates before they send one',
      why: 'duties of a client',
    },
  ],
};
