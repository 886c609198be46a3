/** What becomes of everyone else on workerd when the client whose request fetches the keys goes away. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { toRequestText } from '../support/raw-http.ts';
import { measureOnWorkerd, type WorkerdStage } from './contenders/on-workerd.ts';
import type { MeasuredRow, Name, Row, Value } from './row.ts';

const OTHERS = 20;
const DELAY_MS = 1200;
/** How long the others are on their way before the first client resets. */
const MEET_MS = 300;
const PATIENCE_MS = 8000;
const POLL_MS = 5;

interface Outcome {
  readonly failed: number;
  readonly fetches: number;
  readonly abandoned: number;
}

const measure = (): Promise<Value> => Promise.reject(new Error('measured by runWorkerdReset'));

const FAILED: Row = {
  id: 'leader-reset-failed',
  title: 'of 20 requests failed, cold, on workerd, whose first client resets during the key fetch',
  note: `Every option set. The issuer takes ${DELAY_MS} ms, the others come while it does; failed is any status but 200, and no answer within ${PATIENCE_MS / 1000} s. jose shares no fetch between requests on workerd.`,
  measure,
  expected: { sallyport: 0, jose: 0, 'hono/jwk': 0 },
};

const FETCHES: Row = {
  id: 'leader-reset-fetches',
  title: 'fetches for those requests and the one that was reset',
  note: 'As above. Sallyport hands its fetch to `waitUntil`, so that it outlives the request; without that it would be 2.',
  measure,
  expected: { sallyport: 1, jose: 21, 'hono/jwk': 21 },
};

const ABANDONED: Row = {
  id: 'leader-reset-abandoned',
  title: 'of these fetches, cut off by the reset',
  note: 'As above: the issuer answers nobody any more.',
  measure,
  expected: { sallyport: 0, jose: 1, 'hono/jwk': 1 },
};

/** Measures the rows at once for each contender that runs on workerd. */
export async function runWorkerdReset(): Promise<readonly MeasuredRow[]> {
  const outcomes = await measureOnWorkerd({ delayMs: DELAY_MS }, playReset);
  const toValues = (member: keyof Outcome): ReadonlyMap<Name, Value> =>
    new Map([...outcomes].map(([name, outcome]) => [name, outcome[member]]));
  return [
    { row: FAILED, values: toValues('failed') },
    { row: FETCHES, values: toValues('fetches') },
    { row: ABANDONED, values: toValues('abandoned') },
  ];
}

async function playReset({ server, signer, workerd }: WorkerdStage): Promise<Outcome> {
  const token = signer.token();
  const first = await sendFirst(workerd.port, token);
  const deadline = performance.now() + PATIENCE_MS;
  while (server.fetches() === 0) {
    if (performance.now() > deadline) throw new Error(`no keys were fetched:\n${workerd.output()}`);
    await sleep(POLL_MS);
  }
  const ask = async (): Promise<number> => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(`${workerd.origin}/secure`, { headers: { authorization: `Bearer ${token}` }, signal });
    return answer.status;
  };
  const others = Array.from({ length: OTHERS }, () => ask().catch(() => null));
  await sleep(MEET_MS);
  first.resetAndDestroy();
  const failed = (await Promise.all(others)).filter((status) => status !== 200).length;
  return { failed, fetches: server.fetches(), abandoned: server.abandoned() };
}

/** The leader: over a socket of its own, which can be reset. */
async function sendFirst(port: number, token: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(toRequestText({ target: '/secure', headers: [['Authorization', `Bearer ${token}`]] }));
  return socket;
}
