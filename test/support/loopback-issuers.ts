/**
 * Issuers on loopback, one for each path below the origin, that behave as told and count what they are asked for.
 */
import type { ServerResponse } from 'node:http';
import { type LoopbackServer, listenOnLoopback } from './loopback.ts';
import { keySet } from './public-jwks.ts';

/** What an issuer does with a request. `drip` sends a body that never ends, `reset` ends the connection at once. */
export type Behaviour = 'answer' | 'slow' | 'hang' | 'status500' | 'drip' | 'reset';

/** Requests by kind. */
export interface Asked {
  readonly metadata: number;
  readonly keys: number;
}

/** The issuers. */
export interface Issuers extends LoopbackServer {
  /** Every issuer does this with every request until told otherwise. */
  readonly behave: (name: string, behaviour: Behaviour, at?: keyof Asked) => void;
  /** Publishes other ES256 keys than `a`, by `kid`. */
  readonly publish: (name: string, ...kids: readonly string[]) => Promise<void>;
  readonly asked: (name: string) => Asked;
  /** Resolves once an issuer has been asked for something that many times in all. */
  readonly reached: (name: string, total: number) => Promise<void>;
  /** Resets every connection that `hang` left waiting. */
  readonly breakOff: (name: string) => void;
  /** Answers every request that `hang` left waiting. */
  readonly release: (name: string) => void;
}

/** How long `slow` takes. */
export const SLOW_MS = 500;

interface State {
  keys: string;
  asked: { metadata: number; keys: number };
  behaviours: Record<keyof Asked, Behaviour>;
  waiting: { readonly response: ServerResponse; readonly body: string }[];
  watchers: { readonly total: number; readonly resolve: () => void }[];
}

/** Starts them; each publishes the key `a`. */
export async function startIssuers(): Promise<Issuers> {
  const keys = JSON.stringify(await keySet('a'));
  const states = new Map<string, State>();
  const stateOf = (name: string): State => {
    const known = states.get(name) ?? {
      keys,
      asked: { metadata: 0, keys: 0 },
      behaviours: { metadata: 'slow' as const, keys: 'slow' as const },
      waiting: [],
      watchers: [],
    };
    states.set(name, known);
    return known;
  };

  const served = await listenOnLoopback((request, response) => {
    const { url = '', headers } = request;
    const [, name = ''] = /^(?:\/\.well-known\/oauth-authorization-server)?\/([^/]+)/.exec(url) ?? [];
    const kind = url.includes('/.well-known/') ? 'metadata' : 'keys';
    const iss = `http://${headers.host}/${name}`;
    const state = stateOf(name);
    state.asked[kind] += 1;
    const body = kind === 'keys' ? state.keys : JSON.stringify({ issuer: iss, jwks_uri: `${iss}/keys` });
    act(state, state.behaviours[kind], response, body);
    const total = state.asked.metadata + state.asked.keys;
    for (const watcher of state.watchers) if (total >= watcher.total) watcher.resolve();
  });
  // A frozen client must not find its idle connections closed for their age.
  served.server.keepAliveTimeout = 60_000;

  return {
    ...served,
    behave: (name, behaviour, at) => {
      const { behaviours } = stateOf(name);
      for (const kind of at ? [at] : (['metadata', 'keys'] as const)) behaviours[kind] = behaviour;
    },
    publish: async (name, ...kids) => {
      stateOf(name).keys = JSON.stringify(await keySet(...kids));
    },
    asked: (name) => ({ ...stateOf(name).asked }),
    reached: (name, total) => {
      const { asked, watchers } = stateOf(name);
      if (asked.metadata + asked.keys >= total) return Promise.resolve();
      return new Promise((resolve) => watchers.push({ total, resolve }));
    },
    breakOff: (name) => {
      for (const { response } of stateOf(name).waiting.splice(0)) response.socket?.resetAndDestroy();
    },
    release: (name) => {
      for (const { response, body } of stateOf(name).waiting.splice(0)) response.end(body);
    },
  };
}

function act(state: State, behaviour: Behaviour, response: ServerResponse, body: string): void {
  switch (behaviour) {
    case 'answer':
      response.end(body);
      break;
    case 'slow':
      setTimeout(() => response.end(body), SLOW_MS);
      break;
    case 'status500':
      response.writeHead(500).end();
      break;
    case 'reset':
      response.socket?.resetAndDestroy();
      break;
    case 'hang':
      state.waiting.push({ response, body });
      break;
    case 'drip': {
      const drip = setInterval(() => response.write(' '), 200);
      response.on('close', () => clearInterval(drip));
    }
  }
}
