import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';
import { keySet } from '../../support/public-jwks.ts';
import { startWorkerd, type Workerd } from '../../support/workerd.ts';

// The source is made at module scope, where the clock reads 0 and fetches and timers are forbidden.
const WORKER = `
import { env } from 'cloudflare:workers';
import { createWebPorts } from './packages/core/src/platform.ts';
import { createKeySource } from './packages/core/src/keys/create.ts';

const issuer = {
  iss: 'http://127.0.0.1', tenant: null, blockedKeys: new Set(),
  keys: { kind: 'jwksUri', uri: env.JWKS_URI, binding: null },
};
const source = createKeySource(issuer, createWebPorts());

export default {
  async fetch(request, _env, ctx) {
    const { searchParams } = new URL(request.url);
    const kid = searchParams.get('kid');
    if (kid === null) return Response.json(source.report());
    const kept = searchParams.has('kept') ? { waitUntil: (work) => ctx.waitUntil(work) } : {};
    const answer = await source.find({ kid, algorithm: 'ES256', ...kept });
    return Response.json(answer.kind === 'found' ? 'found' : answer.reason);
  },
};
`;

const LATENCY_MS = 500;
let keysServer: LoopbackServer;
let workerd: Workerd;
let fetches: number;
let respond: (response: ServerResponse) => void;

async function start(compatibilityFlags: readonly string[]): Promise<void> {
  workerd = await startWorkerd({
    worker: { source: WORKER },
    vars: { JWKS_URI: `${keysServer.origin}/jwks` },
    compatibilityFlags,
  });
}

beforeEach(async () => {
  const body = JSON.stringify(await keySet('a'));
  fetches = 0;
  respond = (response) => void setTimeout(() => response.end(body), LATENCY_MS);
  keysServer = await listenOnLoopback((_, response) => {
    fetches += 1;
    respond(response);
  });
});
afterEach(async () => {
  await workerd.stop();
  await keysServer.stop();
});

async function ask(query: string): Promise<unknown> {
  const response = await fetch(`${workerd.origin}/?${query}`, { signal: AbortSignal.timeout(18_000) });
  return response.status === 200 ? response.json() : `status ${response.status}`;
}

const askMany = (count: number, query: string): Promise<unknown[]> =>
  Promise.all(Array.from({ length: count }, () => ask(query)));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Leads a flight and, 150 ms later, resets the connection: the one kind of end that a local workerd notices. */
async function leaderToReset(query: string): Promise<Socket> {
  const leader = connect(workerd.port, '127.0.0.1');
  await once(leader, 'connect');
  leader.write(`GET /?${query} HTTP/1.1\r\nhost: gate.test\r\n\r\n`);
  await pause(150);
  return leader;
}

describe.each([
  ['as promises are shared today', []],
  ['as they were shared before', ['no_handle_cross_request_promise_resolution']],
])('on workerd, %s', (_, flags) => {
  beforeEach(() => start(flags));

  it.each(['kid=a&kept', 'kid=a'])('100 cold requests cost one fetch, and none hangs: %s', async (query) => {
    expect(await askMany(100, query)).toEqual(Array(100).fill('found'));
    expect(fetches).toBe(1);
    expect(await askMany(20, query)).toEqual(Array(20).fill('found'));
    expect(fetches).toBe(1);
  });

  it('a leader that is reset costs nothing where its work is kept', async () => {
    const leader = await leaderToReset('kid=a&kept');
    const waiting = askMany(10, 'kid=a&kept');
    await pause(50);
    leader.resetAndDestroy();
    expect(await waiting).toEqual(Array(10).fill('found'));
    expect(fetches).toBe(1);
  });

  it('a leader that is reset costs one more fetch where its work is not kept, and fails nobody then or later', async () => {
    const leader = await leaderToReset('kid=a');
    const waiting = askMany(10, 'kid=a');
    await pause(50);
    leader.resetAndDestroy();
    expect(await waiting).toEqual(Array(10).fill('found'));
    expect(await askMany(5, 'kid=a')).toEqual(Array(5).fill('found'));
    expect(fetches).toBe(2);
  });

  it('an issuer that hangs is one fetch and a fault for everyone, at the deadline', async () => {
    respond = () => undefined;
    expect(await askMany(30, 'kid=a&kept')).toEqual(Array(30).fill('keys_unavailable'));
    expect(fetches).toBe(1);
    expect(await ask('')).toMatchObject({ state: 'empty', failures: 1, fetches: 1 });
  });

  it('a body that never ends is a fault at the deadline, too', async () => {
    respond = (response) => {
      const drip = setInterval(() => response.write(' '), 200);
      response.on('close', () => clearInterval(drip));
    };
    expect(await askMany(10, 'kid=a&kept')).toEqual(Array(10).fill('keys_unavailable'));
    expect(fetches).toBe(1);
  });

  it('100 unknown kids cost no fetch within 6 s of one', async () => {
    expect(await ask('kid=a&kept')).toBe('found');
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(`kid=bogus-${index}&kept`)));
    expect(new Set(answers)).toEqual(new Set(['key_not_found']));
    expect(fetches).toBe(1);
  });
});
