/**
 * The issuer's key endpoint on loopback: serves what a row says, as badly as it says, and counts.
 */
import type { ServerResponse } from 'node:http';
import { listenOnLoopback } from '../support/loopback.ts';

/** How the endpoint answers. `drop` closes the connection; `redirect` points at the same keys elsewhere. */
export type ServerMode = 'ok' | 'error' | 'drop' | 'redirect';

export interface KeyServer {
  readonly origin: string;
  readonly jwksUrl: string;
  /** Requests for the key set so far. */
  readonly fetches: () => number;
  readonly setMode: (mode: ServerMode) => void;
  /** The members of the set, of any form. */
  readonly publish: (...members: readonly unknown[]) => void;
  readonly stop: () => Promise<void>;
}

/** What does not change while the server runs. */
export interface KeyServerOptions {
  /** How long an answer takes, so that requests of one burst meet. */
  readonly delayMs?: number;
  readonly cacheControl?: string;
}

/** Starts an endpoint with an empty set. */
export async function startKeyServer({ delayMs = 0, cacheControl }: KeyServerOptions = {}): Promise<KeyServer> {
  let fetches = 0;
  let mode: ServerMode = 'ok';
  let body = '{"keys":[]}';

  const answer = (path: string, response: ServerResponse): void => {
    if (path === '/moved') return void response.end(body);
    fetches += 1;
    if (mode === 'drop') return void response.destroy();
    if (mode === 'error') return void response.writeHead(500).end('{}');
    if (mode === 'redirect') return void response.writeHead(302, { location: '/moved' }).end();
    const caching = cacheControl === undefined ? {} : { 'cache-control': cacheControl };
    response.writeHead(200, { 'content-type': 'application/json', ...caching }).end(body);
  };
  const served = await listenOnLoopback((request, response) => {
    setTimeout(() => answer(request.url ?? '', response), delayMs);
  });

  return {
    origin: served.origin,
    jwksUrl: `${served.origin}/jwks`,
    fetches: () => fetches,
    setMode: (next) => {
      mode = next;
    },
    publish: (...members) => {
      body = JSON.stringify({ keys: members });
    },
    stop: served.stop,
  };
}
