/**
 * Which preset an issuer's address belongs to, where the provider can be told from it.
 *
 * Does not: judge the address; the preset's own rules do.
 */

const PLACES: readonly (readonly [preset: string, place: RegExp])[] = [
  ['okta', /^https:\/\/[^/]+\.(?:okta|oktapreview|okta-emea|okta-gov)\.com(?:\/|$)/i],
  ['auth0', /^https:\/\/[^/]+\.auth0\.com(?:\/|$)/i],
  ['cognito', /^https:\/\/(?:cognito-idp\.[^/]+\.amazonaws\.com(?:\.cn)?|[^/]+\.amazoncognito\.com)(?:\/|$)/i],
  ['entra-b2c', /^https:\/\/[^/]+\.b2clogin\.com(?:\/|$)/i],
  ['entra-external-id', /^https:\/\/[^/]+\.ciamlogin\.com(?:\/|$)/i],
  ['entra-v1', /^https:\/\/sts\.windows\.net(?:\/|$)/i],
  ['entra', /^https:\/\/login\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn)(?:\/|$)/i],
  ['google-iap', /^https:\/\/cloud\.google\.com\/iap\/?$/i],
  ['google', /^https:\/\/accounts\.google\.com\/?$/i],
  ['firebase', /^https:\/\/securetoken\.google\.com(?:\/|$)/i],
  ['github-actions', /^https:\/\/token\.actions\.(?:githubusercontent\.com|[^/]+\.ghe\.com)(?:\/|$)/i],
  ['cloudflare-access', /^https:\/\/[^/]+\.cloudflareaccess\.com(?:\/|$)/i],
  ['supabase', /^https:\/\/[^/]+\.supabase\.co(?:\/|$)/i],
  ['clerk', /^https:\/\/[^/]+\.clerk\.accounts\.dev(?:\/|$)/i],
  ['kubernetes', /^https:\/\/oidc\.eks\.[^/]+\/id\//i],
  ['workos', /^https:\/\/api\.workos\.com(?:\/|$)/i],
  ['keycloak', /^https:\/\/[^/]+\/(?:[^?#]*\/)?realms\/[^/]+\/?$/i],
];

/** The preset's name, or null where the address tells nothing. */
export function guessPreset(iss: string): string | null {
  return PLACES.find(([, place]) => place.test(iss))?.[0] ?? null;
}
