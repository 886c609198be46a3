import type { PolicyDocument } from '@sallyport/core';
import { createGatewayWorker, type SallyportEnv, sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { acmeIssuer, acmePolicy } from '../acme.ts';
import { createCaller, RESOURCE } from '../rpc/caller.ts';
import { createDataset, type RecordingDataset, type Row } from './dataset.ts';

let issuer: ReturnType<typeof acmeIssuer>;
let dataset: RecordingDataset;
beforeEach(() => {
  issuer = acmeIssuer();
  dataset = createDataset();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const ORIGIN = { fetch: async () => new Response('origin') };

function openGateway(sections: Partial<PolicyDocument> = {}, metrics: object = dataset) {
  const options = { fetch: issuer.fetchPort, log: () => {} };
  const worker = createGatewayWorker(acmePolicy(issuer.issuer, sections), options);
  return (path: string, init?: RequestInit): Promise<Response> =>
    worker.fetch(new Request(`https://gate.acme.dev${path}`, init), { ORIGIN, SALLYPORT_METRICS: metrics });
}

function openMiddleware() {
  const app = new Hono<SallyportEnv>();
  const env = { SALLYPORT_METRICS: dataset };
  app.use('*', sallyport(acmePolicy(issuer.issuer), { env, fetch: issuer.fetchPort, log: () => {} }));
  app.all('*', (c) => c.text('handler'));
  return async (path: string, init?: RequestInit): Promise<Response> => app.request(path, init);
}

async function bearer(...parameters: Parameters<typeof issuer.mint>): Promise<RequestInit> {
  return { headers: { Authorization: `Bearer ${await issuer.mint(...parameters)}` } };
}

const counted = (): readonly Row[] => dataset.rows('decision');
const ALLOWED = { event: 'allow', reason: '', mode: 'enforce', status: 200, count: 1 } as const;

describe.each([
  ['gateway', openGateway],
  ['middleware', openMiddleware],
] as const)('the %s', (front, open) => {
  test('writes one row a decision, and none for a path of its own', async () => {
    const send = open();
    await send('/health');
    await send('/orders/7', await bearer({}, { scopes: ['read:orders'], subject: 'ann' }));
    await send('/orders/7', { method: 'POST' });
    await send('/elsewhere');
    await send('/public/a%2fb');
    const { policy } = counted()[0] ?? {};
    expect(policy).toMatch(/^sha256:[0-9a-f]{12}$/);
    const known = { kind: 'decision', front, policy } as const;
    expect(counted()).toMatchObject([
      { ...known, ...ALLOWED, index: 'GET /health', route: 'GET /health', issuer: '', iss: '', methods: 'read' },
      { ...known, ...ALLOWED, index: '/orders/:id', issuer: 'machines', iss: issuer.issuer, keys: 0 },
      { ...known, event: 'deny', reason: 'token_missing', status: 401, methods: 'write', route: '/orders/:id' },
      { ...known, event: 'deny', reason: 'route_unmatched', status: 403, index: 'route_unmatched', route: '' },
      { ...known, event: 'deny', reason: 'path_ambiguous', status: 400, index: 'path_ambiguous', route: '' },
    ]);
  });

  test('holds nothing of a token, a subject, a path or a query', async () => {
    const send = open();
    const init = await bearer({ email: 'ann@people.test', jti: 'id-of-the-token' }, { subject: 'ann-the-subject' });
    await send('/users/ann-the-subject/letters?q=secret-query', init);
    await send('/orders/order-in-the-path?q=secret-query', init);
    const text = JSON.stringify(dataset.points);
    expect(counted().map(({ event }) => event)).toEqual(['allow', 'deny']);
    for (const secret of ['ann', 'letters', 'order-in', 'secret-query', 'id-of', 'eyJ', 'Bearer'])
      expect(text).not.toContain(secret);
  });

  test('counts the fetch of keys, with its issuer', async () => {
    await open()('/me', await bearer());
    expect(dataset.rows('keys')).toMatchObject([
      // Metadata, then keys.
      { index: 'keys', event: 'fetched', iss: issuer.issuer, reason: '', count: 1 },
      { index: 'keys', event: 'fetched', iss: issuer.issuer },
      { index: 'keys', event: 'adopted', iss: issuer.issuer },
    ]);
  });

  test('counts a failed fetch, and the denial keys_unavailable or discovery_unavailable with the state of the keys', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    vi.spyOn(console, 'error').mockReturnValue();
    const init = await bearer();
    issuer.fail('status500');
    await open()('/me', init);
    const [failed] = dataset.rows('keys');
    expect(failed).toMatchObject({
      event: 'failed',
      iss: issuer.issuer,
      reason: expect.stringMatching(/^[a-z0-9_]+$/),
    });
    expect(counted()).toMatchObject([{ reason: expect.stringMatching(/_unavailable$/), status: 503, keys: 2 }]);
  });
});

test('a route with unsafeReportOnly counts as allowed, in mode report, with the reason that would deny', async () => {
  const routes = { '/me': { scopes: ['read'], unsafeReportOnly: { why: 'a test', until: '2099-01-01' } } } as const;
  const answer = await openGateway({ routes })('/me');
  expect(answer.status).toBe(200);
  expect(counted()).toMatchObject([{ event: 'allow', mode: 'report', reason: 'token_missing', status: 200 }]);
});

describe('RPC', () => {
  test('counts what both methods decide', async () => {
    const caller = createCaller({}, { env: { SALLYPORT_METRICS: dataset } });
    await caller.authorize({ method: 'GET', url: '/me', headers: {} });
    await caller.validateToken(RESOURCE, await caller.issuer.mint({ aud: RESOURCE }));
    await caller.validateToken(RESOURCE, 'opaque');
    expect(counted()).toMatchObject([
      { front: 'rpc', event: 'deny', reason: 'token_missing', route: '/me' },
      { front: 'rpc', event: 'allow', issuer: 'machines', route: '', methods: 'other' },
      { front: 'rpc', event: 'deny', reason: 'token_opaque' },
    ]);
  });
});

describe('a dataset that cannot be written to', () => {
  const broken = (): { readonly metrics: object; readonly asked: () => number } => {
    let asked = 0;
    const writeDataPoint = (): never => {
      asked += 1;
      throw new RangeError('text of a token');
    };
    return { metrics: { writeDataPoint }, asked: () => asked };
  };

  test('changes no answer and is told of once, by the name of the error', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    const { metrics, asked } = broken();
    const send = openGateway({}, metrics);
    const init = await bearer();
    const statuses = await Promise.all([send('/me', init), send('/me'), send('/health')]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 401, 200]);
    expect(asked()).toBeGreaterThanOrEqual(3);
    expect(problems.mock.calls).toEqual([
      [{ kind: 'sallyport.metrics_failed', binding: 'SALLYPORT_METRICS', error: 'RangeError' }],
    ]);
  });

  test.each([['text'], [null], [{}], [{ writeDataPoint: 'text' }]])('is no dataset: %o', async (metrics) => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    const worker = createGatewayWorker(acmePolicy(issuer.issuer), { fetch: issuer.fetchPort, log: () => {} });
    const env = { ORIGIN, SALLYPORT_METRICS: metrics };
    expect((await worker.fetch(new Request('https://gate.acme.dev/health'), env)).status).toBe(200);
    expect(problems).not.toHaveBeenCalled();
  });
});

test('the time is that of the gate: what passed by its clock while it decided', async () => {
  let nowMs = Date.now();
  const fetch: typeof issuer.fetchPort = async (...parameters) => {
    nowMs += 120;
    return issuer.fetchPort(...parameters);
  };
  const options = { fetch, log: () => {}, ports: { clock: () => nowMs } };
  const worker = createGatewayWorker(acmePolicy(issuer.issuer), options);
  const env = { ORIGIN, SALLYPORT_METRICS: dataset };
  const send = async (): Promise<Response> =>
    worker.fetch(new Request('https://gate.acme.dev/me', await bearer()), env);
  await send();
  await send();
  const { metadata, jwks } = issuer.requests;
  expect(counted().map(({ ms }) => ms)).toEqual([120 * (metadata + jwks), 0]);
});

test('a gate that cannot be opened counts what it refuses as internal_error', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the policy.
  const send = openGateway({ issuers: { machines: { issuer: '${UNSET}', audience: RESOURCE } } });
  expect((await send('/health')).status).toBe(500);
  expect(counted()).toMatchObject([{ event: 'deny', reason: 'internal_error', status: 500, front: 'gateway' }]);
});
