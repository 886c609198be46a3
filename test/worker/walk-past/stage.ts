/**
 * The four origins and Hono's own handlers behind each front, in one raw workerd; a header of the test picks the front.
 */
import type { TestIssuer } from '@sallyport/core/testing';
import { serveHandler } from '../../support/loopback.ts';
import type { RawAnswer, RawRequest } from '../../support/raw-http.ts';
import { startWorkerd } from '../../support/workerd.ts';
import { acmeIssuer, acmePolicy } from '../acme.ts';
import { CALLERS, type Caller, ROUTES } from './application.ts';
import { openConnections } from './connections.ts';
import { OPENED_ROUTES } from './opened.ts';
import { ORIGINS, type OriginName, type Ran, startApi } from './origins.ts';
import { FRONTS } from './worker-source.ts';

/** What stands before which handlers: `hono` are the handlers of the Worker itself. */
export type Front = `${'gateway' | 'middleware' | 'lax' | 'naive' | 'opened'}/${OriginName}` | 'middleware/hono';

/** The fronts that guard by the policy. */
export const GUARDED_FRONTS: readonly Front[] = [
  ...ORIGINS.map((name): Front => `gateway/${name}`),
  ...ORIGINS.map((name): Front => `middleware/${name}`),
  'middleware/hono',
];

/** Fronts whose guard is a prefix that Hono matches, as people write it; what it lets through goes to the origin. */
export const NAIVE_FRONTS: readonly Front[] = ORIGINS.map((name): Front => `naive/${name}`);

/** Gateways whose policy says that its origin tells apart what looks alike, which is true of strict Fastify alone. */
export const LAX_FRONTS: readonly Front[] = ORIGINS.map((name): Front => `lax/${name}`);

/** Gateways whose policy opens routes to path forms that the others refuse everywhere. */
export const OPENED_FRONTS: readonly Front[] = ORIGINS.map((name): Front => `opened/${name}`);

/** One request through one front. */
export interface Walk {
  readonly front: Front;
  readonly caller: Caller;
  /** The status, or null without an answer. */
  readonly status: number | null;
  readonly answer: RawAnswer | null;
  /** The label of the handler that ran, whatever became of its answer; empty if none did. */
  readonly handler: string;
}

/** Everything started. */
export interface Stage {
  readonly walk: (front: Front, caller: Caller, request: RawRequest) => Promise<Walk>;
  readonly stop: () => Promise<void>;
}

/** Starts the issuer, the origins and workerd. */
export async function startStage(): Promise<Stage> {
  let issuer: TestIssuer | undefined;
  const issuing = await serveHandler((origin) => {
    issuer = acmeIssuer(origin);
    return issuer.fetch;
  });
  if (issuer === undefined) throw new Error('the issuer was not made');
  const ran: Ran = new Map();
  const apis = await Promise.all(ORIGINS.map((name) => startApi(name, ran)));
  const policy = acmePolicy(issuer.issuer, { routes: ROUTES, cors: { origins: ['https://app.acme.dev'] } });
  const opened = acmePolicy(issuer.issuer, { routes: OPENED_ROUTES });
  const constants = `const policy = ${JSON.stringify(policy)};\nconst opened = ${JSON.stringify(opened)};`;
  const workerd = await startWorkerd({
    worker: { source: `${constants}\n${FRONTS}` },
    services: Object.fromEntries(ORIGINS.map((name, index) => [name, `127.0.0.1:${apis[index]?.port}`])),
  });
  const connections = openConnections(workerd.port);
  const credentials = await mintCredentials(issuer);
  let walks = 0;
  return {
    walk: async (front, caller, request) => {
      walks += 1;
      const id = String(walks);
      const marks = [['X-Front', front] as const, ['X-Walk', id] as const];
      const headers = [...marks, ...(credentials.get(caller) ?? []), ...(request.headers ?? [])];
      const answer = await connections.send({ ...request, headers });
      // Hono's handlers run in the Worker, where only the answer tells.
      const handler = ran.get(id) ?? answer?.headers.get('x-handler')?.[0] ?? '';
      return { front, caller, status: answer?.status ?? null, answer, handler };
    },
    stop: async () => {
      connections.stop();
      await Promise.all([workerd.stop(), issuing.stop(), ...apis.map((api) => api.stop())]);
    },
  };
}

/** The headers of each caller; nobody sends none. */
async function mintCredentials(issuer: TestIssuer): Promise<ReadonlyMap<Caller, RawRequest['headers']>> {
  const entries = CALLERS.map(async (subject) => {
    const roles = subject === 'admin' ? ['admin'] : [];
    const token = await issuer.mint({}, { subject, roles, scopes: ['pages'] });
    return [subject, [['Authorization', `Bearer ${token}`]]] as const;
  });
  return new Map(await Promise.all(entries));
}
