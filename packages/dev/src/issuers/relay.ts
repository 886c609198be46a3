/**
 * A `fetch` whose requests a running `sallyport dev` makes: it leads them to its issuers, to loopback, or nowhere.
 */

/** What a relay answers where there is no connection; turned back into a rejected `fetch`. */
export const NO_CONNECTION = 599;

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A `fetch` through the relay at `outboundUrl`, which is reached by `direct`. Redirects are answers. */
export function createRelayFetch(outboundUrl: string, direct: Fetch): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const relayed = new URL(outboundUrl);
    relayed.searchParams.set('url', request.url);
    const { method, headers, signal } = request;
    const response = await direct(relayed, { method, headers, signal, redirect: 'manual' });
    if (response.status === NO_CONNECTION) throw new TypeError('fetch failed');
    return response;
  };
}
