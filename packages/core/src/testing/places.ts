/**
 * The addresses of a test issuer.
 *
 * Spec: RFC 8414 section 3.1 (well-known before the path), OpenID Connect Discovery 1.0 section 4 (after it).
 */

/** The kinds of address an issuer answers, as counted and failed. */
export const TEST_ENDPOINTS = ['metadata', 'jwks', 'token'] as const;

/** One kind of address. */
export type TestEndpoint = (typeof TEST_ENDPOINTS)[number];

/** Where the endpoints are. */
export interface Places {
  /** One address each; `metadata` in the OpenID Connect place. */
  readonly urls: Readonly<Record<TestEndpoint, string>>;
  /** The endpoint at an absolute address, whatever its query, or null. */
  readonly find: (url: string) => TestEndpoint | null;
  /** The endpoint at a path, whatever the host, or null. */
  readonly findPath: (path: string) => TestEndpoint | null;
}

/**
 * Lays out the addresses of an issuer. Keys at an address of their own stay on the issuer's host where that is plain http:
 * a server on loopback serves all of it.
 *
 * @param jwksPlace - A path below the issuer, or an address, in which `{path}` stands for the path of the issuer.
 * @throws TypeError where `iss` is not an absolute http(s) URL without query and fragment.
 */
export function toPlaces(iss: string, jwksPlace: string, tokenPath: string): Places {
  const url = URL.canParse(iss) ? new URL(iss) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new TypeError('A test issuer needs an absolute http(s) URL without query and fragment.');
  }
  const base = url.pathname.replace(/\/$/, '');
  const elsewhere = /^https?:/.test(jwksPlace) ? new URL(jwksPlace.replace('{path}', () => base)) : null;
  const jwksPath = elsewhere?.pathname ?? `${base}${jwksPlace}`;
  const jwks = `${url.protocol === 'http:' ? url.origin : (elsewhere?.origin ?? url.origin)}${jwksPath}`;
  const paths = new Map<string, TestEndpoint>([
    [`${base}/.well-known/openid-configuration`, 'metadata'],
    [`/.well-known/oauth-authorization-server${base}`, 'metadata'],
    [jwksPath, 'jwks'],
    [`${base}${tokenPath}`, 'token'],
  ]);
  const findPath = (path: string): TestEndpoint | null => paths.get(path) ?? null;
  return {
    urls: {
      metadata: `${url.origin}${base}/.well-known/openid-configuration`,
      jwks,
      token: `${url.origin}${base}${tokenPath}`,
    },
    find: (text) => {
      const asked = URL.canParse(text) ? new URL(text) : null;
      if (asked === null) return null;
      if (`${asked.origin}${asked.pathname}` === jwks) return 'jwks';
      const endpoint = asked.origin === url.origin ? findPath(asked.pathname) : null;
      return endpoint === 'jwks' ? null : endpoint;
    },
    findPath,
  };
}
