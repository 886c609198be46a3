/**
 * Asks the playground's server; no other address can be reached from the page.
 *
 * Does not: take a pasted token in any form.
 */
import type { FetchPort } from '@sallyport/core';
import {
  type IssuerAction,
  type IssuerState,
  NO_CONNECTION,
  PAGE_HEADER,
  type PageSession,
  type ShownDecision,
  type TokenOrder,
} from '../protocol.ts';

const HEADERS: Readonly<Record<string, string>> = { [PAGE_HEADER]: '1' };

/** What the page decides by. */
export function fetchSession(): Promise<PageSession> {
  return getJson<PageSession>('/api/session');
}

/** The local issuers as they stand. */
export function fetchIssuers(): Promise<readonly IssuerState[]> {
  return getJson<readonly IssuerState[]>('/api/issuers');
}

/** The last decisions of the local gates, newest last. */
export function fetchDecisions(): Promise<readonly ShownDecision[]> {
  return getJson<readonly ShownDecision[]>('/api/decisions');
}

/** Does something to an issuer; gives all of them as they stand then. */
export function postAction(action: IssuerAction): Promise<readonly IssuerState[]> {
  return postJson<readonly IssuerState[]>('/api/issuers', action);
}

/** A token from a local issuer. */
export async function mintToken(iss: string, order: TokenOrder): Promise<string> {
  return (await postJson<{ readonly token: string }>(`/api/token?iss=${encodeURIComponent(iss)}`, order)).token;
}

/** The core's way to metadata and keys: through the server, which knows the issuers of this machine. */
export const fetchKeys: FetchPort = async (url, { signal }) => {
  const response = await fetch(`/api/keys?url=${encodeURIComponent(url)}`, {
    headers: HEADERS,
    signal,
    redirect: 'manual',
  });
  if (response.status === NO_CONNECTION) throw new TypeError('fetch failed');
  const headers = new Headers(response.headers);
  const life = response.headers.get('x-issuer-cache-control');
  if (life === null) headers.delete('cache-control');
  else headers.set('cache-control', life);
  return new Response(await response.arrayBuffer(), { status: response.status, headers });
};

// The server is this package's own: what it sends has the type that it says.
async function getJson<T>(path: string): Promise<T> {
  return readJson<T>(await fetch(path, { headers: HEADERS }));
}

async function postJson<T>(path: string, body: object): Promise<T> {
  const headers = { ...HEADERS, 'content-type': 'application/json' };
  return readJson<T>(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function readJson<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`sallyport dev answered ${response.status}`);
  const value: T = await response.json();
  return value;
}
