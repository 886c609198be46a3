/**
 * A `fetch` that reaches test issuers and nothing else: no port is opened, no network is used.
 */

/** Fits `ports.fetch` and the shape of the global `fetch`. */
export type TestFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Something that answers for some addresses; a test issuer is one. */
export interface TestSite {
  /** Whether a request for this address is meant for it. */
  readonly answers: (url: string) => boolean;
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * Joins sites into one `fetch`: the first that answers for an address gets the request.
 *
 * Redirects behave as asked: `manual` returns them, `error` rejects, the default follows one.
 *
 * @throws (by rejecting) TypeError for every other address, as `fetch` does where there is no network; the signal's
 * reason where it has aborted.
 * @example
 * const staff = createTestIssuer({ preset: 'okta' });
 * const machines = createTestIssuer({ issuer: 'https://tokens.acme.dev' });
 * const ports = { fetch: createTestFetch(staff, machines) };
 */
export function createTestFetch(...sites: readonly TestSite[]): TestFetch {
  const send = async (request: Request): Promise<Response> => {
    request.signal.throwIfAborted();
    const site = sites.find((candidate) => candidate.answers(request.url));
    if (site === undefined) throw new TypeError('fetch failed');
    return site.fetch(request);
  };
  return async (input, init) => {
    const request = new Request(input, init);
    const response = await send(request);
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null || request.redirect === 'manual') return response;
    if (request.redirect === 'error') throw new TypeError('fetch failed');
    return send(new Request(new URL(location, request.url), { signal: request.signal }));
  };
}
