/**
 * HTTP: authentication, fields, methods and statuses, as the gates answer them.
 */
import { authenticating } from './rfc9110/authenticating.ts';
import { exchanging } from './rfc9110/exchanging.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'RFC 9110, HTTP semantics',
  requirements: [...authenticating, ...exchanging],
  inapplicable: [
    {
      section: '11.3',
      demands: 'a proxy challenges with 407 and Proxy-Authenticate',
      why: 'the gates are no proxies that a client chooses: they answer as the resource itself',
    },
    {
      section: '11.6.3',
      demands: 'Authentication-Info is a list of parameters after authentication',
      why: 'no gate sends it, and the Bearer scheme defines no parameter for it',
    },
    {
      section: '11.6.1',
      demands: 'a 401 of API Gateway carries a challenge',
      why: 'an authorizer cannot set headers; the GatewayResponse of the example template writes it',
    },
  ],
};
