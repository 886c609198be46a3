/** The cold burst on the real workerd, where a promise that is shared between requests dies with its owner. */
import { startWorkerd } from '../support/workerd.ts';
import { startKeyServer } from './key-server.ts';
import type { MeasuredRow, Name, Row, Value } from './row.ts';
import { AUDIENCE, createSigner, ISSUER } from './signer.ts';

const REQUESTS = 100;

/** The Worker that each README shows; `JWKS_URL` is bound. */
const SOURCES: Readonly<Partial<Record<Name, string>>> = {
  sallyport: `
import { sallyport } from '@sallyport/worker';
import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
const policy = {
  issuers: { main: { issuer: '${ISSUER}', audience: '${AUDIENCE}', jwksUri: env.JWKS_URL } },
  routes: { 'GET /secure': 'authenticated' },
};
const app = new Hono();
app.use('*', sallyport(policy, { env, log: () => {} }));
app.get('/secure', (c) => c.text('ok'));
export default app;
`,
  jose: `
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { env } from 'cloudflare:workers';
const keys = createRemoteJWKSet(new URL(env.JWKS_URL));
export default {
  fetch: async (request) => {
    const token = (request.headers.get('authorization') ?? '').slice('Bearer '.length);
    await jwtVerify(token, keys, { issuer: '${ISSUER}', audience: '${AUDIENCE}', typ: 'at+jwt' });
    return new Response('ok');
  },
};
`,
  'hono/jwk': `
import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { jwk } from 'hono/jwk';
const app = new Hono();
app.use('/secure', jwk({
  jwks_uri: env.JWKS_URL,
  alg: ['ES256'],
  verification: { iss: '${ISSUER}', aud: '${AUDIENCE}', typ: 'at+jwt' },
}));
app.get('/secure', (c) => c.text('ok'));
export default app;
`,
};

const row: Row = {
  id: 'cold-burst-workerd',
  title: 'fetches for 100 concurrent requests, cold, on workerd',
  note: 'Every option set. The issuer takes 400 ms. The workerd that wrangler pins; the others do not run there or fetch no keys.',
  measure: () => Promise.reject(new Error('measured by runWorkerdBurst')),
  expected: { sallyport: 1, jose: 100, 'hono/jwk': 100 },
};

/** Measures the burst for each contender that runs on workerd. */
export async function runWorkerdBurst(): Promise<MeasuredRow> {
  const values = new Map<Name, Value>();
  for (const [name, source] of Object.entries(SOURCES)) values.set(name as Name, await countFetches(source));
  return { row, values };
}

async function countFetches(source: string): Promise<number> {
  const server = await startKeyServer({ delayMs: 400 });
  const signer = createSigner('at+jwt');
  server.publish(signer.key.jwk);
  const workerd = await startWorkerd({ worker: { source }, vars: { JWKS_URL: server.jwksUrl } });
  try {
    const headers = { authorization: `Bearer ${signer.token()}` };
    const ask = async (): Promise<number> => (await fetch(`${workerd.origin}/secure`, { headers })).status;
    const statuses = await Promise.all(Array.from({ length: REQUESTS }, ask));
    const failed = statuses.filter((status) => status !== 200);
    if (failed.length > 0)
      throw new Error(`${failed.length} of ${REQUESTS} answered ${failed[0]}:\n${workerd.output()}`);
    return server.fetches();
  } finally {
    await workerd.stop();
    await server.stop();
  }
}
