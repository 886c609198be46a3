/**
 * A gateway with its key entrypoint in the real workerd: who asks the issuers for what is counted, one by one.
 */
import { createTestIssuer, type TestIssuer } from '@sallyport/core/testing';
import { serveHandler, startOrigin } from '../../support/loopback.ts';
import { type RawAnswer, type RawRequest, sendRaw } from '../../support/raw-http.ts';
import { startWorkerd, type Workerd } from '../../support/workerd.ts';
import { acmePolicy } from '../acme.ts';

/** Everything started. */
export interface Stage {
  readonly workerd: Workerd;
  /** Found by discovery. */
  readonly machines: TestIssuer;
  /** Found by its `jwksUri`. */
  readonly partners: TestIssuer;
  /** Its keys stand in the policy. */
  readonly inline: TestIssuer;
  /** Requests to the issuers, in order: by whom, for what. */
  readonly asked: string[];
  /** What the issuers answer in place of their own key sets, where given: a whole answer, or a body. */
  readonly publish: (body: (issuer: TestIssuer) => Promise<object>) => void;
  /** A request with a token, or another `Authorization`. */
  readonly send: (bearer: string, more?: Partial<RawRequest>) => Promise<RawAnswer>;
  /** Asks the entrypoint as the gate would, with any URL. */
  readonly askEntrypoint: (url: string) => Promise<RawAnswer>;
  readonly stop: () => Promise<void>;
}

/** What to stage. */
export interface StageOptions {
  /** Worker source that exports `SallyportKeys`, or another export, or none. Default: the entrypoint as it is. */
  readonly exported?: string;
  /** What asks for keys. Default: the gateway. */
  readonly front?: keyof typeof FRONTS;
  readonly compatibilityFlags?: readonly string[];
}

/** The entrypoint, its requests marked. */
const ENTRYPOINT = `export const SallyportKeys = createKeyEntrypoint(policy, { fetch: askingAs('entrypoint') });`;

const FRONTS = {
  gateway: 'const front = createGatewayWorker(policy, options);',
  'a gateway made before any request': 'const front = createGatewayWorker(policy, { ...options, env, exports });',
  middleware: `
const front = new Hono();
front.use('*', sallyport(policy, { ...options, env, exports }));
front.get('/items/1', (c) => c.text('item'));
`,
};

// The gate's clock can be put forward by a request: nobody has to wait for a set to age.
const WORKER = `
import { createGatewayWorker, createKeyEntrypoint, sallyport } from '@sallyport/worker';
import { env, exports } from 'cloudflare:workers';
import { Hono } from 'hono';
const askingAs = (who) => (url, init) => fetch(url + '?by=' + who, init);
let aheadMs = 0;
const options = { fetch: askingAs('gate'), ports: { clock: () => Date.now() + aheadMs } };
export default {
  fetch(request, env, ctx) {
    aheadMs = Number(request.headers.get('x-ahead-ms') ?? aheadMs);
    const asked = request.headers.get('x-ask-entrypoint');
    return asked === null ? front.fetch(request, env, ctx) : ctx.exports.SallyportKeys.fetch(asked);
  },
};
`;

/** Starts the issuers, an origin and workerd. */
export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const { exported = ENTRYPOINT, front = 'gateway', compatibilityFlags = [] } = options;
  const audience = 'https://api.acme.dev';
  const asked: string[] = [];
  const issuers: Record<string, TestIssuer> = {};
  let publish: ((issuer: TestIssuer) => Promise<object>) | null = null;

  const serving = await serveHandler((origin) => {
    for (const name of ['machines', 'partners', 'inline']) {
      issuers[name] = createTestIssuer({ issuer: `${origin}/${name}`, audience });
    }
    return async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      const name = Object.keys(issuers).find((known) => pathname.split('/').includes(known)) ?? '';
      const what = pathname.includes('/.well-known/o') ? 'metadata' : 'keys';
      asked.push(`${searchParams.get('by')}: ${name} ${what}`);
      const issuer = issuers[name];
      if (issuer === undefined) return new Response(null, { status: 404 });
      if (what !== 'keys' || publish === null) return issuer.fetch(request);
      const body = await publish(issuer);
      return body instanceof Response ? body : Response.json(body);
    };
  });
  const { machines, partners, inline } = issuers;
  if (!machines || !partners || !inline) throw new Error('the issuers were not made');

  const policy = acmePolicy(machines.issuer, {
    issuers: {
      machines: { issuer: machines.issuer, audience },
      partners: { issuer: partners.issuer, audience, jwksUri: partners.urls.jwks },
      inline: { issuer: inline.issuer, audience, jwks: await inline.jwks() },
    },
  });
  const origin = await startOrigin();
  const workerd = await startWorkerd({
    worker: { source: `const policy = ${JSON.stringify(policy)};\n${WORKER}\n${FRONTS[front]}\n${exported}` },
    compatibilityFlags,
    services: { ORIGIN: `127.0.0.1:${origin.port}` },
  });
  return {
    ...{ workerd, machines, partners, inline, asked },
    publish: (body) => {
      publish = body;
    },
    send: (bearer, { headers = [], ...more } = {}) =>
      sendRaw(workerd.port, {
        ...{ target: '/items/1', ...more },
        headers: [['Authorization', `Bearer ${bearer}`], ...headers],
      }),
    askEntrypoint: (url) => sendRaw(workerd.port, { target: '/', headers: [['X-Ask-Entrypoint', url]] }),
    stop: async () => {
      await Promise.all([workerd.stop(), origin.stop(), serving.stop()]);
    },
  };
}
