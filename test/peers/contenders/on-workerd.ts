/** The contenders that run on workerd, each as the Worker that its README shows, beside a key server of its own. */
import { startWorkerd, type Workerd } from '../../support/workerd.ts';
import { type KeyServer, type KeyServerOptions, startKeyServer } from '../key-server.ts';
import type { Name } from '../row.ts';
import { AUDIENCE, createSigner, ISSUER, type Signer } from '../signer.ts';

/** The Worker that each README shows; `JWKS_URL` is bound. */
const SOURCES: ReadonlyMap<Name, string> = new Map([
  [
    'sallyport',
    `
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
  ],
  [
    'jose',
    `
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
  ],
  [
    'hono/jwk',
    `
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
  ],
]);

/** One contender on workerd, cold. `GET /secure` is what it guards. */
export interface WorkerdStage {
  readonly server: KeyServer;
  readonly signer: Signer;
  readonly workerd: Workerd;
}

/** Measures each contender that runs on workerd, one after the other, in a process of its own. */
export async function measureOnWorkerd<T>(
  server: KeyServerOptions,
  measure: (stage: WorkerdStage) => Promise<T>,
): Promise<ReadonlyMap<Name, T>> {
  const values = new Map<Name, T>();
  for (const [name, source] of SOURCES) values.set(name, await measureOne(source, server, measure));
  return values;
}

async function measureOne<T>(
  source: string,
  options: KeyServerOptions,
  measure: (stage: WorkerdStage) => Promise<T>,
): Promise<T> {
  const server = await startKeyServer(options);
  const signer = createSigner('at+jwt');
  server.publish(signer.key.jwk);
  const workerd = await startWorkerd({ worker: { source }, vars: { JWKS_URL: server.jwksUrl } });
  try {
    return await measure({ server, signer, workerd });
  } finally {
    await workerd.stop();
    await server.stop();
  }
}
