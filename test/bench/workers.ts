/**
 * What a guard costs a Worker: one Hono app under workerd without a guard, with ours, and with `hono/jwk`.
 */
import { createTestIssuer } from '@sallyport/core/testing';
import autocannon from 'autocannon';
import { serveHandler } from '../support/loopback.ts';
import { readProcessorMs } from '../support/processor-time.ts';
import { startWorkerd, type Workerd } from '../support/workerd.ts';
import { toMedian } from './rounds.ts';

const ISSUER = 'https://tokens.acme.dev';
const AUDIENCE = 'https://api.acme.dev';
const ROUNDS = 5;
const ROUND_SECONDS = 2;
const CONNECTIONS = 16;
const CALLERS = 64;

/** An app, with a guard before its route or without one. */
function toApp(imports: string, guard: string): string {
  return `
import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
${imports}
const app = new Hono();
${guard}
app.get('/orders/:id', (c) => c.json({ order: c.req.param('id') }));
export default app;
`;
}

const SALLYPORT = `
const policy = {
  issuers: { main: { issuer: '${ISSUER}', audience: '${AUDIENCE}', jwksUri: env.JWKS_URL } },
  routes: { 'GET /orders/:id': { scopes: ['read:orders'] }, 'POST /orders': { scopes: ['write:orders'] } },
};
app.use('*', sallyport(policy, { env }));`;

const toHonoGuard = (keys: string): string =>
  `app.use('*', jwk({ ${keys}, alg: ['ES256'], verification: { iss: '${ISSUER}', aud: '${AUDIENCE}', typ: 'at+jwt' } }));`;

const APPS: ReadonlyMap<string, string> = new Map([
  ['no guard', toApp('', '')],
  ['sallyport', toApp("import { sallyport } from '@sallyport/worker';", SALLYPORT)],
  ['hono/jwk, jwks_uri', toApp("import { jwk } from 'hono/jwk';", toHonoGuard('jwks_uri: env.JWKS_URL'))],
  ['hono/jwk, keys in the code', toApp("import { jwk } from 'hono/jwk';", toHonoGuard('keys: JSON.parse(env.KEYS)'))],
]);

interface Sample {
  readonly requestsPerSecond: number;
  /** Processor time of workerd, microseconds a request. */
  readonly microseconds: number;
}

/** Requests per second, and what each costs workerd, for each app; the tokens of some callers take turns. */
export async function compareWorkers(): Promise<void> {
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, algorithm: 'ES256' });
  const keys = await issuer.jwks();
  const server = await serveHandler(() => () => Promise.resolve(Response.json(keys)));
  const vars = { JWKS_URL: `${server.origin}/keys`, KEYS: JSON.stringify(keys.keys) };
  const tokens = await Promise.all(
    Array.from({ length: CALLERS }, (_, caller) =>
      issuer.mint({ sub: `caller-${caller}` }, { scopes: ['read:orders'] }),
    ),
  );
  const running = new Map<string, Workerd>();
  try {
    for (const [name, source] of APPS) running.set(name, await startWorkerd({ worker: { source }, vars }));
    const samples = new Map<string, Sample[]>([...APPS.keys()].map((name) => [name, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, workerd] of round % 2 === 0 ? running : [...running].toReversed()) {
        const sample = await load(workerd, tokens);
        // The first round is the compiler's.
        if (round > 0) samples.get(name)?.push(sample);
      }
    }
    print(samples);
  } finally {
    for (const workerd of running.values()) await workerd.stop();
    await server.stop();
  }
}

async function load({ origin, pid }: Workerd, tokens: readonly string[]): Promise<Sample> {
  const before = await readProcessorMs(pid);
  const result = await autocannon({
    url: origin,
    connections: CONNECTIONS,
    duration: ROUND_SECONDS,
    requests: tokens.map((token, index) => ({
      path: `/orders/${index}`,
      headers: { authorization: `Bearer ${token}` },
    })),
  });
  const spentMs = (await readProcessorMs(pid)) - before;
  if (result.non2xx > 0 || result.errors > 0) throw new Error('a good token was refused');
  return {
    requestsPerSecond: result.requests.total / result.duration,
    microseconds: (spentMs * 1000) / result.requests.total,
  };
}

function print(samples: ReadonlyMap<string, readonly Sample[]>): void {
  console.log(
    `A Worker's route, ${CONNECTIONS} connections, ${CALLERS} callers; workerd's own processor time a request`,
  );
  const rows = [...samples].map(([name, all]) => ({
    name,
    rate: toMedian(all.map(({ requestsPerSecond }) => requestsPerSecond)),
    cost: toMedian(all.map(({ microseconds }) => microseconds)),
  }));
  const [first] = rows;
  for (const { name, rate, cost } of rows) {
    const cells = [`${rate.toFixed(0)} requests/s`, `${(rate / (first?.rate ?? rate)).toFixed(2)} x`];
    console.log(
      `  ${name.padEnd(30)}${cells.map((cell) => cell.padStart(18)).join('')}${cost.toFixed(1).padStart(10)} us`,
    );
  }
}
