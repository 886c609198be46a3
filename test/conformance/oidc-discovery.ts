/**
 * OpenID Connect Discovery, with what OpenID Connect Core says of signing keys that rotate.
 */
import { discovering } from './oidc-discovery/discovering.ts';
import { rotating } from './oidc-discovery/rotating.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'OpenID Connect Discovery 1.0, and Core 1.0 section 10.1',
  requirements: [...discovering, ...rotating],
  inapplicable: [
    {
      section: '2',
      demands: 'an issuer is found from a user identifier by WebFinger',
      why: 'issuers are named by the policy; none is found from anything that a request holds',
    },
    {
      section: '3',
      demands: 'what a provider publishes beside issuer and jwks_uri',
      why: 'duties of the provider; nothing else is read',
    },
    {
      section: '7.1',
      demands: 'TLS with a check of the server certificate',
      why: 'the fetch of workerd, Lambda or Node checks it, and has no option here to leave it out; http is refused',
    },
    {
      section: 'Core 10.2',
      demands: 'encryption keys rotate, with a Cache-Control that tells for how long they are good',
      why: 'the gates hold no encryption keys',
    },
  ],
};
