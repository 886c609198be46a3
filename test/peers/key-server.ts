/**
 * The issuer's key endpoint on loopback: serves what a row says, as badly as it says, and counts.
 */
import type { ServerResponse } from 'node:http';
import { listenOnLoopback } from '../support/loopback.ts';

/**
 * How the endpoint answers. `drop` closes the connection; `redirect` points at the same keys elsewhere; `hang` takes the
 * request and says nothing; `drip` says 200 and sends the keys a byte at a time.
 */
export type ServerMode = 'ok' | 'error' | 'drop' | 'redirect' | 'hang' | 'drip';

// A set of one key takes a minute and a half.
const DRIP_MS = 400;

export interface KeyServer {
  readonly origin: string;
  readonly jwksUrl: string;
  /** Requests for the key set so far, answered or not. */
  readonly fetches: () => number;
  /** Those of them whose client went away before it had the answer. */
  readonly abandoned: () => number;
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
  let abandoned = 0;
  let mode: ServerMode = 'ok';
  let body = '{"keys":[]}';

  const answer = (path: string, response: ServerResponse): void => {
    if (path === '/moved') return void response.end(body);
    if (mode === 'hang') return;
    if (mode === 'drop') return void response.destroy();
    if (mode === 'error') return void response.writeHead(500).end('{}');
    if (mode === 'redirect') return void response.writeHead(302, { location: '/moved' }).end();
    const caching = cacheControl === undefined ? {} : { 'cache-control': cacheControl };
    response.writeHead(200, { 'content-type': 'application/json', ...caching });
    if (mode === 'drip') drip(body, response);
    else response.end(body);
  };
  const served = await listenOnLoopback((request, response) => {
    const path = request.url ?? '';
    if (path !== '/moved') fetches += 1;
    response.on('close', () => {
      if (!response.writableFinished) abandoned += 1;
    });
    setTimeout(() => answer(path, response), delayMs);
  });

  return {
    origin: served.origin,
    jwksUrl: `${served.origin}/jwks`,
    fetches: () => fetches,
    abandoned: () => abandoned,
    setMode: (next) => {
      mode = next;
    },
    publish: (...members) => {
      body = JSON.stringify({ keys: members });
    },
    stop: served.stop,
  };
}

/** Until the client goes away, which is what it is about. */
function drip(text: string, response: ServerResponse): void {
  const bytes = Buffer.from(text).values();
  const timer = setInterval(() => {
    const { value, done } = bytes.next();
    if (done === true) response.end();
    else response.write(Uint8Array.of(value));
  }, DRIP_MS);
  response.on('close', () => clearInterval(timer));
}
