/**
 * Authorization server metadata: where it is asked for, and when it is used.
 */
import { asking } from './rfc8414/asking.ts';
import { using } from './rfc8414/using.ts';
import type { Standard } from './standard.ts';

export const standard: Standard = {
  name: 'RFC 8414, authorization server metadata',
  requirements: [...asking, ...using],
  inapplicable: [
    {
      section: '6.1',
      demands: 'TLS with a check of the server certificate',
      why: 'the fetch of workerd, Lambda or Node checks it, and has no option here to leave it out; http is refused',
    },
    {
      section: '3.2',
      demands: 'a response has the content type application/json, and claims without elements are omitted',
      why: 'duties of the server; what came is judged as JSON (see the row on media types)',
    },
    {
      section: '2.1',
      demands: 'signed metadata is preferred where it is supported',
      why: 'it is not supported, and the standard lets a consumer ignore it (see its row)',
    },
  ],
};
