/**
 * A token issuer inside the test process: metadata, keys and tokens behind a web-standard handler.
 *
 * Trust: none is due; it exists so that tests of a policy need no port, no network and no account.
 * Does not: share code with the service of that name, or with anything reachable from the core's index.
 * Spec: RFC 8414 section 3, OpenID Connect Discovery 1.0 section 4, RFC 6749 section 4.4.
 */
import type { JWK } from 'jose';
import { type FailureMode, respondFailing } from './failure.ts';
import { createTestFetch, type TestFetch, type TestSite } from './fetch.ts';
import { type MintOptions, signToken, TOKEN_LIFETIME_SECONDS, toHeader, toPayload } from './mint.ts';
import { TEST_ENDPOINTS, type TestEndpoint, toPlaces } from './places.ts';
import { realClock, realSleep } from './platform.ts';
import { type TestPreset, toShape } from './shape.ts';
import { createSigningKeys, type TestAlgorithm } from './signing-keys.ts';
import { parseTokenRequest, type TestClient } from './token-endpoint.ts';

/** What can be set; every default makes a working issuer. */
export interface TestIssuerOptions {
  /** The exact `iss`. Default `https://issuer.test`, or an address in the preset's form. */
  readonly issuer?: string;
  /** The provider whose token shape and paths it takes on; default RFC 9068. */
  readonly preset?: TestPreset;
  /** The address of its keys; default below the issuer, or where the preset's provider has them. */
  readonly jwksUri?: string;
  /** `aud` of its tokens; for `cognito`, which sends none, the default `client_id`. */
  readonly audience?: string | readonly string[];
  /** Default: what the preset's provider signs with, `ES256` without a preset. */
  readonly algorithm?: TestAlgorithm;
  /** Epoch milliseconds; default the real clock. */
  readonly clock?: () => number;
  /** Waits for the `slow` failure; default a real timer. */
  readonly sleep?: (timeoutMs: number) => Promise<void>;
  /** How long `slow` takes, in milliseconds; default 1,000. */
  readonly slowMs?: number;
  /** Clients by id; default `test-client` with the secret `test-secret` and any scope. */
  readonly clients?: Readonly<Record<string, TestClient>>;
  /** `Cache-Control` of metadata and keys, null for none; default `public, max-age=600`. */
  readonly cacheControl?: string | null;
  /** Members set over the metadata document, such as an `issuer` that lies. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** An issuer under a test's control. */
export interface TestIssuer extends TestSite {
  /** The exact `iss`. */
  readonly issuer: string;
  readonly urls: Readonly<Record<TestEndpoint, string>>;
  /** Signs a token in the issuer's shape; claims are set over the shape's, `undefined` removes one. */
  readonly mint: (claims?: Readonly<Record<string, unknown>>, options?: MintOptions) => Promise<string>;
  /** Makes new keys current. The old ones stay published, unless withdrawn here or by `withdraw`. */
  readonly rotate: (options?: { readonly previous?: 'publish' | 'withdraw' }) => void;
  /** Stops publishing every key but the current ones. */
  readonly withdraw: () => void;
  /** Fails from now on, at one endpoint or all of them; null heals. */
  readonly fail: (mode: FailureMode | null, at?: TestEndpoint | 'everywhere') => void;
  /** Requests received so far, failed ones included. */
  readonly requests: Readonly<Record<TestEndpoint, number>>;
  /** The published keys: public halves only. */
  readonly jwks: () => Promise<{ keys: JWK[] }>;
  /** For `ports.fetch`: answers this issuer's addresses, rejects every other as if there were no network. */
  readonly fetchPort: TestFetch;
}

/**
 * Creates an issuer. Keys are made when they are first needed.
 *
 * @throws TypeError where `issuer` is not an absolute http(s) URL.
 * @example
 * const issuer = createTestIssuer({ preset: 'okta', audience: 'api://default' });
 * const token = await issuer.mint({ sub: 'user-1' }, { scopes: ['read:orders'] });
 * const ports = { fetch: issuer.fetchPort };
 */
export function createTestIssuer(options: TestIssuerOptions = {}): TestIssuer {
  const shape = toShape(options.preset);
  const iss = options.issuer ?? shape.issuer;
  const audience = options.audience ?? shape.audience;
  const algorithm = options.algorithm ?? shape.algorithm;
  const clock = options.clock ?? realClock;
  const sleep = options.sleep ?? realSleep;
  const clients = new Map(Object.entries(options.clients ?? { 'test-client': { secret: 'test-secret' } }));
  const places = toPlaces(iss, options.jwksUri ?? shape.jwksPath, shape.tokenPath);
  const keys = createSigningKeys([algorithm]);
  const requests: Record<TestEndpoint, number> = { metadata: 0, jwks: 0, token: 0 };
  const failures = new Map<TestEndpoint, FailureMode>();

  const mint: TestIssuer['mint'] = async (claims = {}, mintOptions = {}) => {
    const signing = mintOptions.algorithm ?? algorithm;
    const key = await keys.choose(mintOptions.key ?? 'current', signing);
    const minted = mintOptions.preset === undefined ? shape : toShape(mintOptions.preset);
    const minter = { iss, shape: minted, audience, nowSeconds: clock() / 1000, algorithm: signing, kid: key.kid };
    return signToken(toHeader(minter, mintOptions), toPayload(minter, claims, mintOptions), key.privateKey);
  };

  const caching: Record<string, string> =
    options.cacheControl === null ? {} : { 'cache-control': options.cacheControl ?? 'public, max-age=600' };
  const document = {
    issuer: iss,
    jwks_uri: places.urls.jwks,
    token_endpoint: places.urls.token,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [algorithm],
    ...options.metadata,
  };

  const answer: Record<TestEndpoint, (request: Request) => Promise<Response>> = {
    metadata: async (request) => refuseOther(request) ?? Response.json(document, { headers: caching }),
    jwks: async (request) =>
      refuseOther(request) ?? Response.json({ keys: await keys.published() }, { headers: caching }),
    token: async (request) => {
      const grant = await parseTokenRequest(request, clients);
      if (grant instanceof Response) return grant;
      const { clientId, scopes } = grant;
      const asked = grant.audience === null ? {} : { audience: grant.audience };
      const token = await mint({}, { kind: 'client', clientId, scopes, ...asked });
      const body = { access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFETIME_SECONDS };
      return Response.json(scopes.length === 0 ? body : { ...body, scope: scopes.join(' ') }, {
        headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
      });
    },
  };

  const site: TestSite = {
    answers: (url) => places.find(url) !== null,
    fetch: async (request) => {
      // By path alone, so that a server on loopback can stand in for the real host.
      const endpoint = places.findPath(new URL(request.url).pathname);
      if (endpoint === null) return new Response('Not Found', { status: 404 });
      requests[endpoint] += 1;
      const mode = failures.get(endpoint);
      if (mode === undefined) return answer[endpoint](request);
      const slow = (): Promise<void> => sleep(options.slowMs ?? 1000);
      const emptyBody = endpoint === 'jwks' ? '{"keys":[]}' : '{}';
      return respondFailing(mode, request, () => answer[endpoint](request), slow, emptyBody);
    },
  };

  return {
    ...site,
    issuer: iss,
    urls: places.urls,
    mint,
    rotate: ({ previous = 'publish' } = {}) => keys.rotate(previous),
    withdraw: keys.withdraw,
    fail: (mode, at = 'everywhere') => {
      for (const endpoint of at === 'everywhere' ? TEST_ENDPOINTS : [at]) {
        if (mode === null) failures.delete(endpoint);
        else failures.set(endpoint, mode);
      }
    },
    requests,
    jwks: async () => ({ keys: [...(await keys.published())] }),
    fetchPort: createTestFetch(site),
  };
}

function refuseOther(request: Request): Response | null {
  return request.method === 'GET' ? null : new Response(null, { status: 405, headers: { allow: 'GET' } });
}
