/**
 * Causes of what is decided before a token is read: the route, and where the credential stands.
 */
import type { Reason } from '../../decision/reasons.ts';
import type { ReasonCauses } from './reason-causes.ts';

type RequestReason = Extract<
  Reason,
  | 'path_ambiguous'
  | 'route_unmatched'
  | 'route_denied'
  | 'token_missing'
  | 'scheme_unsupported'
  | 'credential_malformed'
  | 'credential_ambiguous'
  | 'cross_site_request'
>;

/** By reason. */
export const REQUEST_CAUSES: Readonly<Record<RequestReason, ReasonCauses>> = {
  path_ambiguous: {
    what: 'The path has a form that two readers could take for two paths, so nobody can say which route it means. The log names the form.',
    causes: [
      'The client joined two parts with a slash each: `//orders`.',
      'An id with a slash was encoded into one segment: `/files/a%2Fb`.',
      'Something was encoded twice (`%2541`), or a byte sequence is not UTF-8.',
      'Under the Hono middleware: a reserved character was encoded without need (`ann%40acme.dev`).',
      'At the Worker gate: the path differs from a stricter route by case or a trailing dot alone.',
      'At the Worker gate: the path ends in a slash, and an origin with strict slashes would serve it by a route that asks for more: `/users/` beside `/users/:user`, `/docs/` beside `/docs/*`. `worker.lookAlikes: "allowSlash"` says that yours does not.',
      'Somebody is looking for a way around the policy: `/public/../admin`.',
    ],
    fix: 'Send the plain spelling. For one route whose ids need such a form, `unsafePath` admits it at the Worker gate.',
  },
  route_unmatched: {
    what: 'No route of the policy covers this method and path. What is not listed is denied.',
    causes: [
      'The route is new in the API and not yet in the policy.',
      'The policy has the path with other methods.',
      'The path has a prefix that the policy does not know, such as a stage or `/v1`.',
      'A `:param` stands for exactly one segment, and this path has more: `/*` takes any number.',
    ],
    fix: 'Add the route, or correct the path. `sallyport check --openapi FILE` compares the policy with the routes of the API.',
  },
  route_denied: {
    what: 'The most specific route for this request is `"deny"`: it is closed to everyone.',
    causes: [
      'It is meant: the route was closed on purpose.',
      'A `"deny"` on a wider path covers a route that was expected to have its own key.',
    ],
    fix: 'Nothing, if it is meant. Otherwise give the path a route of its own: the more specific key wins.',
  },
  token_missing: {
    what: 'The route needs a token and none was found in the places that its issuers read.',
    causes: [
      'The client sends no `Authorization` header: not signed in, or the header was lost at a redirect to another host.',
      'A proxy in between uses or removes the header.',
      'The token comes in a cookie or another header, which the issuer does not list in `tokenFrom`.',
      'A browser sends a preflight without credentials, and the policy has no `cors`.',
    ],
    fix: 'Send `Authorization: Bearer TOKEN`, or list the place in `tokenFrom`.',
  },
  scheme_unsupported: {
    what: 'There is an `Authorization` header, of another scheme than Bearer.',
    causes: [
      'The token was sent alone, without the word `Bearer`.',
      'The client uses `Basic`, as for the token endpoint.',
      'The client sends `DPoP`, which this version does not accept.',
    ],
    fix: 'Send `Authorization: Bearer TOKEN`. The case of the word does not matter; one space does.',
  },
  credential_malformed: {
    what: 'The credential is not one word of the characters that a bearer token can have (RFC 6750).',
    causes: [
      'Quotes, a line break or a second space were copied with the token.',
      'A template was not filled in: `Bearer {{token}}`.',
      'The header holds `Bearer` alone.',
    ],
    fix: 'Print what the client sends, without the token: its length, its first and last character.',
  },
  credential_ambiguous: {
    what: 'One place holds two credentials. Two servers would read two different ones.',
    causes: [
      'A client and a proxy both set `Authorization`.',
      'Two cookies of one name, set for two paths or domains.',
      'A proxy joined two headers with a comma.',
    ],
    fix: 'Send one. For cookies, remove the older one or give it another name.',
  },
  cross_site_request: {
    what: 'The credential is a cookie, the method can change something, and nothing shows that the page is yours.',
    causes: [
      'The page is on another origin that `cors` does not list.',
      'The client is no browser, and sends the cookie without `Origin`.',
      'Another site made the browser send the request, which is what this check is for.',
    ],
    fix: 'List the origin of the page in `cors.origins`, set `worker.publicOrigin`, or send the token in `Authorization`.',
  },
};
