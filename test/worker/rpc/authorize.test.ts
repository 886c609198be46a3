import { createGatewayWorker } from '@sallyport/worker';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { acmePolicy, ROUTES } from '../acme.ts';
import { type Caller, createCaller, RESOURCE } from './caller.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const bearer = async ({ issuer }: Caller, ...parameters: Parameters<Caller['issuer']['mint']>): Promise<string> =>
  `Bearer ${await issuer.mint(...parameters)}`;

/** With a path that another route owns where case is ignored. */
const routes = { ...ROUTES, '/files/*': 'authenticated', '/files/admin/*': { roles: ['admin'] } } as const;

const read = { scopes: ['read:orders'], subject: 'ann' } as const;

describe('an allowed request', () => {
  test('is told with its route, parameters and principal, as data that can be cloned', async () => {
    const caller = createCaller();
    const headers = { Authorization: await bearer(caller, {}, read) };
    const decision = await caller.authorize({ method: 'GET', url: 'https://api.acme.dev/orders/%37?a=1', headers });
    expect(decision).toMatchObject({
      ...{ effect: 'allow', status: 200, route: '/orders/:id', path: '/orders/7', params: { id: '7' } },
      principal: { iss: caller.issuer.issuer, subject: 'ann', scopes: ['read:orders'], claims: { sub: 'ann' } },
    });
    expect(structuredClone(decision)).toEqual(decision);
    expect(decision).not.toHaveProperty('answer');
  });

  test('of nobody has no principal', async () => {
    const decision = await createCaller().authorize({ method: 'GET', url: '/health', headers: [] });
    expect(decision).toMatchObject({ effect: 'allow', principal: null });
  });
});

describe('a denied request', () => {
  test.each<[reason: string, status: number, method: string, url: string, authorization: string | null]>([
    ['token_missing', 401, 'GET', '/orders/1', null],
    ['scheme_unsupported', 401, 'GET', '/orders/1', 'Basic YTpi'],
    ['token_opaque', 401, 'GET', '/orders/1', 'Bearer opaque'],
    ['credential_ambiguous', 400, 'GET', '/orders/1', 'Bearer a, Bearer b'],
    ['scope_insufficient', 403, 'POST', '/orders', 'valid'],
    ['route_unmatched', 403, 'GET', '/elsewhere', null],
    ['route_unmatched', 403, 'get', '/health', null],
    ['route_denied', 403, 'GET', '/closed/x', 'valid'],
    ['path_ambiguous', 400, 'GET', '/public/../orders/1', 'valid'],
    ['path_ambiguous', 400, 'GET', '/files/ADMIN/x', 'valid'],
  ])('gets the reason %s and the answer of the gateway (%i)', async (reason, status, method, url, authorization) => {
    const caller = createCaller({ routes });
    const sent = authorization === 'valid' ? await bearer(caller, {}, read) : authorization;
    const headers = new Headers(sent === null ? {} : { Authorization: sent });
    const decision = await caller.authorize({ method, url: `https://api.acme.dev${url}`, headers });
    if (decision.effect !== 'deny') throw new Error('allowed');
    expect(decision).toMatchObject({ reason, status });

    const policy = acmePolicy(caller.issuer.issuer, { resource: RESOURCE, routes });
    const gateway = createGatewayWorker(policy, { fetch: caller.issuer.fetchPort, log: () => {} });
    // Requests resolve dot segments and upper-case methods, which a client's bytes do not.
    const received = { url: `https://api.acme.dev${url}`, method, headers } as Request;
    const answered = await gateway.fetch(received, { ORIGIN_URL: 'https://origin.acme.dev' });
    const { answer } = decision;
    expect([answer.status, answer.headers]).toEqual([answered.status, Object.fromEntries(answered.headers)]);
    const { decisionId, ...problem } = JSON.parse(answer.body ?? '');
    expect(await answered.json()).toMatchObject(problem);
    expect(decisionId).toBe(decision.decisionId);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('is truthy: only its effect tells that it was denied', async () => {
    const decision = await createCaller().authorize({ method: 'GET', url: '/me', headers: {} });
    expect([Boolean(decision), decision.effect]).toEqual([true, 'deny']);
  });

  test('has no body for HEAD, and makes a response as it is', async () => {
    const caller = createCaller();
    const head = await caller.authorize({ method: 'HEAD', url: '/me', headers: {} });
    const get = await caller.authorize({ method: 'GET', url: '/me', headers: {} });
    if (head.effect !== 'deny' || get.effect !== 'deny') throw new Error('allowed');
    expect(head.answer.body).toBeNull();
    const response = new Response(get.answer.body, get.answer);
    expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Bearer realm="api"/),
    ]);
  });

  test('whose keys are unreachable is a denial with 503, not an error', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    vi.spyOn(console, 'warn').mockReturnValue();
    const caller = createCaller();
    const headers = { authorization: await bearer(caller, {}, read) };
    caller.issuer.fail('status500');
    const decision = await caller.authorize({ method: 'GET', url: '/orders/1', headers });
    expect(decision).toMatchObject({
      ...{ effect: 'deny', status: 503, reason: expect.stringMatching(/_unavailable$/) },
      answer: { status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } },
    });
  });

  test('by a policy that cannot be opened is internal_error, and the finding is logged once', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the policy.
    const caller = createCaller({ issuers: { machines: { issuer: '${UNSET}', audience: RESOURCE } } });
    for (const url of ['/health', '/orders/1']) {
      const decision = await caller.authorize({ method: 'GET', url, headers: {} });
      expect(decision).toMatchObject({ effect: 'deny', reason: 'internal_error', answer: { status: 500 } });
    }
    expect(problems.mock.calls).toEqual([[expect.objectContaining({ kind: 'sallyport.defect' })]]);
  });
});

test('what a caller says of itself changes nothing: cf, certificates, settings', async () => {
  const caller = createCaller({ routes });
  const claimed = {
    ...{ method: 'GET', url: '/orders/1', cf: { tlsClientAuth: { certVerified: 'SUCCESS', certPresented: '1' } } },
    headers: { 'cf-client-cert-sha256': 'aa', 'x-forwarded-client-cert': 'Hash=aa', 'x-user-id': 'ann' },
    ...{ credentials: 'asRouted', lookAlikes: 'ignore', effect: 'allow', principal: { subject: 'ann' } },
  };
  expect(await caller.authorize(claimed)).toMatchObject({ effect: 'deny', reason: 'token_missing', principal: null });
  expect(await caller.authorize({ ...claimed, url: '/files/ADMIN/x' })).toMatchObject({ reason: 'path_ambiguous' });
  // The binding of a token to a certificate is judged by what this Worker saw, which is none.
  const bound = await bearer(caller, { cnf: { 'x5t#S256': 'aa' } }, read);
  const headers = { ...claimed.headers, authorization: bound };
  expect(await caller.authorize({ ...claimed, headers })).toMatchObject({ reason: 'binding_required' });
});

test('every decision is logged as the gateway logs it', async () => {
  const caller = createCaller({ log: { decisions: 'all' } });
  const headers = { authorization: await bearer(caller, {}, read), 'CF-Ray': '0123456789abcdef-AMS' };
  await caller.authorize({ method: 'GET', url: '/orders/1?secret=1', headers });
  await caller.authorize({ method: 'GET', url: '/me', headers: {} });
  const records = await caller.records();
  const [allowed, denied] = ['allow', 'deny'].map((effect) => records.find((record) => record.effect === effect));
  expect(allowed).toMatchObject({
    ...{ kind: 'sallyport.decision', gate: 'worker', effect: 'allow', route: '/orders/:id' },
    requestId: '0123456789abcdef-AMS',
  });
  expect(denied).toMatchObject({ effect: 'deny', reason: 'token_missing', route: '/me' });
});

test.each([
  [undefined],
  [null],
  ['GET /health'],
  [{ method: 'GET', url: '/health' }],
  [{ method: 'GET', url: '/health', headers: { a: 1 } }],
  [new Request('https://api.acme.dev/health')],
])('a malformed argument is an error, never an allow (%#)', async (request) => {
  await expect(createCaller().authorize(request as never)).rejects.toBeInstanceOf(TypeError);
});
