import { createWebPorts, type Decision, type Policy, PolicyError, type Ports } from '@sallyport/core';
import { createTestFetch, createTestIssuer } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';
import { createTestAuthorizer } from '../support/authorizer.ts';

const NOW = 1_900_000_000;
const staff = createTestIssuer({
  issuer: 'https://staff.acme.dev',
  audience: 'https://api.acme.dev',
  clock: () => NOW * 1000,
});
const machines = createTestIssuer({
  issuer: 'https://machines.acme.dev',
  audience: 'https://api.acme.dev',
  clock: () => NOW * 1000,
});

const policy: Policy = {
  audience: 'https://api.acme.dev',
  issuers: {
    staff: {
      issuer: staff.issuer,
      clients: ['web', 'test-client'],
      clockToleranceSeconds: 30,
      maxLifetimeSeconds: 3600,
    },
    machines: { issuer: machines.issuer, require: { claims: { env: 'prod' } }, tokenFrom: [{ cookie: 'machine' }] },
  },
  routes: {
    'GET /health': 'public',
    'GET /feed': 'optional',
    'GET /me': 'authenticated',
    'GET /orders/:id': { scopes: ['read:orders'] },
    'POST /orders': { scopes: ['write:orders'], issuer: 'machines' },
    'GET /reports': { permissions: ['report'], groups: ['finance'] },
    'GET /cli': { client: 'cli' },
    '/users/:user/*': { claims: { sub: { param: 'user' } } },
    '/vault/*': { claims: { acr: 'mfa' } },
    '/admin/*': { roles: ['admin'] },
    '/closed/*': 'deny',
    'GET /machines-only': { issuer: 'machines' },
  },
};

const ports = (overrides: Partial<Ports> = {}): Ports =>
  createWebPorts({ fetch: createTestFetch(staff, machines), clock: () => NOW * 1000, ...overrides });
const authorizer = createTestAuthorizer(policy, ports());

interface Options {
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly credentials?: 'always';
  readonly lookAlikes?: 'allowSlash' | 'ignore';
  readonly by?: typeof authorizer;
}

function ask(request: string, { token, headers, by = authorizer, ...rest }: Options = {}): Promise<Decision> {
  const [method = '', target = ''] = request.split(' ');
  const all = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers };
  return by.authorize({ method, url: `https://api.acme.dev${target}`, headers: new Headers(all), ...rest });
}
const reason = async (request: string, options: Options = {}): Promise<string> =>
  (await ask(request, options)).reason ?? 'allow';

describe('routes', () => {
  test('allows a public route without reading a credential, a bad one included', async () => {
    expect(await ask('GET /health', { token: 'garbage' })).toMatchObject({
      effect: 'allow',
      principal: null,
      credentialFrom: null,
    });
  });

  test('denies route_unmatched for what no route covers: path, method, lower-case method', async () => {
    for (const request of ['GET /nothing', 'DELETE /orders/1', 'PROPFIND /admin/x', 'get /health', 'GET /']) {
      expect(await reason(request, { token: await staff.mint() })).toBe('route_unmatched');
    }
  });

  test('denies route_denied before any token is read', async () => {
    expect(await ask('GET /closed/x', { token: 'garbage' })).toMatchObject({
      status: 403,
      reason: 'route_denied',
      challenge: null,
    });
  });

  test('denies path_ambiguous with 400 for a second reading and for a look-alike, unless look-alikes are ignored', async () => {
    for (const target of ['/admin//x', '/a/../admin/x', '/admin%2fx', '/admin;/x']) {
      expect(await ask(`GET ${target}`)).toMatchObject({
        status: 400,
        reason: 'path_ambiguous',
        path: null,
        route: null,
      });
    }
    const open = createTestAuthorizer({ ...policy, routes: { '/*': 'public', '/admin/*': 'deny' } }, ports());
    expect(await reason('GET /ADMIN/x', { by: open })).toBe('path_ambiguous');
    expect(await reason('GET /ADMIN/x', { by: open, lookAlikes: 'ignore' })).toBe('allow');
  });

  test('denies path_ambiguous for a trailing slash that leads to a route that asks for more, unless slashes are allowed', async () => {
    const open = createTestAuthorizer({ ...policy, routes: { '/*': 'public', '/users/:user': 'deny' } }, ports());
    expect(await ask('GET /users/', { by: open })).toMatchObject({ reason: 'path_ambiguous', about: 'trailing slash' });
    expect(await reason('GET /users', { by: open })).toBe('allow');
    for (const lookAlikes of ['allowSlash', 'ignore'] as const) {
      expect(await reason('GET /users/', { by: open, lookAlikes })).toBe('allow');
    }
    expect(await reason('GET /USERS/x', { by: open, lookAlikes: 'allowSlash' })).toBe('path_ambiguous');
  });
});

describe('credentials', () => {
  test('denies token_missing with a bare challenge, and never 403 (403-for-missing)', async () => {
    expect(await ask('GET /me')).toMatchObject({
      status: 401,
      reason: 'token_missing',
      challenge: 'Bearer realm="api"',
    });
  });

  test('an optional route passes without a token, refuses a bad one, knows a good one', async () => {
    expect(await ask('GET /feed')).toMatchObject({ effect: 'allow', principal: null });
    expect(await reason('GET /feed', { token: 'a.b.c' })).toBe('token_malformed');
    expect(await ask('GET /feed', { token: await staff.mint() })).toMatchObject({
      effect: 'allow',
      principal: { subject: 'user-1' },
    });
  });

  test('denies what the extract phase refuses', async () => {
    const good = await staff.mint();
    expect(await reason('GET /me', { headers: { authorization: `Basic ${good}` } })).toBe('scheme_unsupported');
    expect(await reason('GET /me', { headers: { authorization: 'Bearer {' } })).toBe('credential_malformed');
    expect(await ask('GET /me', { headers: { authorization: `Bearer ${good}, Bearer ${good}` } })).toMatchObject({
      status: 400,
      reason: 'credential_ambiguous',
    });
    expect(await reason('POST /orders', { headers: { cookie: 'machine=a.b.c' } })).toBe('cross_site_request');
  });

  test('reads on a route only the sources of the issuers that it accepts', async () => {
    const token = await staff.mint();
    expect(await reason('GET /machines-only', { token })).toBe('token_missing');
    expect(await reason('GET /me', { headers: { cookie: `machine=${token}` } })).toBe('credential_misplaced');
  });
});

describe('tokens', () => {
  test('denies in the decode phase', async () => {
    expect(await reason('GET /me', { token: 'x'.repeat(16_385) })).toBe('token_too_large');
    expect(await reason('GET /me', { token: 'a.b.c.d.e' })).toBe('token_encrypted');
    expect(await reason('GET /me', { token: 'opaque' })).toBe('token_opaque');
    expect(await reason('GET /me', { token: `${await staff.mint()}=` })).toBe('token_malformed');
  });

  test('denies in the issuer phase, without a fetch for an unknown issuer', async () => {
    const other = createTestIssuer({ issuer: 'https://other.acme.dev' });
    const fetched: string[] = [];
    const by = createTestAuthorizer(
      policy,
      ports({
        fetch: async (url, init) => {
          fetched.push(url);
          return staff.fetchPort(url, init);
        },
      }),
    );
    expect(await reason('GET /me', { by, token: await other.mint() })).toBe('issuer_unknown');
    expect(await reason('GET /me', { by, token: await staff.mint({}, { header: { typ: 'id+jwt' } }) })).toBe(
      'type_not_allowed',
    );
    expect(await reason('GET /me', { by, token: await staff.mint({}, { header: { crit: ['x'], x: 1 } }) })).toBe(
      'critical_header',
    );
    const [, payload = ''] = (await staff.mint()).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await reason('GET /me', { by, token: `${none}.${payload}.` })).toBe('algorithm_not_allowed');
    expect(fetched).toEqual([]);
  });

  test('denies in the key and signature phases', async () => {
    expect(await reason('GET /me', { token: await staff.mint({}, { header: { kid: 'unknown' } }) })).toBe(
      'key_not_found',
    );
    expect(await reason('GET /me', { token: await staff.mint({}, { key: 'foreign' }) })).toBe('signature_invalid');
    const crowded = createTestIssuer({
      issuer: staff.issuer,
      audience: 'https://api.acme.dev',
      clock: () => NOW * 1000,
    });
    for (let keys = 0; keys < 5; keys += 1) {
      await crowded.jwks();
      crowded.rotate();
    }
    const crowd = createTestAuthorizer(policy, ports({ fetch: crowded.fetchPort }));
    const nameless = await crowded.mint({}, { header: { kid: undefined } });
    expect(await reason('GET /me', { by: crowd, token: nameless })).toBe('key_not_found');
    const jwks = { keys: (await crowded.jwks()).keys.map((key) => ({ ...key, kid: 'same' })) };
    const issuers = { staff: { issuer: staff.issuer, jwks } };
    const twins = createTestAuthorizer({ ...policy, issuers, routes: { 'GET /me': 'authenticated' } }, ports());
    const token = await crowded.mint({}, { header: { kid: 'same' } });
    expect(await reason('GET /me', { by: twins, token })).toBe('key_ambiguous');
  });

  test('a bad signature outranks bad claims: an expired forgery is signature_invalid', async () => {
    expect(
      await reason('GET /me', { token: await staff.mint({ aud: 'x' }, { key: 'foreign', expiresInSeconds: -99 }) }),
    ).toBe('signature_invalid');
  });

  test('denies in the claims phase', async () => {
    const claims = async (over: Record<string, unknown>, options = {}) =>
      reason('GET /me', { token: await staff.mint(over, options) });
    expect(await claims({ exp: undefined })).toBe('claim_missing');
    expect(await claims({ exp: 'never' })).toBe('claim_malformed');
    expect(await claims({ aud: 'https://other.acme.dev' })).toBe('audience_mismatch');
    expect(await claims({ client_id: 'stranger' })).toBe('party_mismatch');
    expect(await claims({}, { expiresInSeconds: -31 })).toBe('token_expired');
    expect(await claims({ nbf: NOW + 31 })).toBe('token_not_yet_valid');
    expect(await claims({ iat: NOW - 3631 })).toBe('token_too_old');
    expect(await claims({ exp: NOW * 1000 })).toBe('lifetime_too_long');
  });

  test('denies tenant_unknown when a template’s token names another tenant', async () => {
    const tenant = createTestIssuer({
      issuer: 'https://login.acme.dev/t1/v2.0',
      audience: 'https://api.acme.dev',
      clock: () => NOW * 1000,
    });
    const by = createTestAuthorizer(
      {
        audience: 'https://api.acme.dev',
        issuers: { multi: { issuer: 'https://login.acme.dev/{tid}/v2.0', tenants: ['t1', 't2'] } },
        routes: { 'GET /me': 'authenticated' },
      },
      ports({ fetch: tenant.fetchPort }),
    );
    const { keys } = await tenant.jwks();
    expect(keys).toHaveLength(1);
    expect(await reason('GET /me', { by, token: await tenant.mint({ tid: 't2' }) })).toBe('tenant_unknown');
    expect(await reason('GET /me', { by, token: await tenant.mint({ tid: 't1' }) })).toBe('allow');
  });

  test('denies binding_required for any cnf, claim_malformed for one that is no object', async () => {
    expect(await ask('GET /me', { token: await staff.mint({ cnf: { jkt: 'x' } }) })).toMatchObject({
      status: 401,
      reason: 'binding_required',
    });
    expect(await reason('GET /me', { token: await staff.mint({ cnf: {} }) })).toBe('binding_required');
    expect(await reason('GET /me', { token: await staff.mint({ cnf: 'x' }) })).toBe('claim_malformed');
  });
});

describe('requirements', () => {
  const as = async (request: string, claims: Record<string, unknown>, options = {}) =>
    ask(request, { token: await staff.mint(claims, options) });

  test('allows what is met and tells who it is for', async () => {
    expect(await as('GET /orders/7', {}, { scopes: ['read:orders'] })).toMatchObject({
      effect: 'allow',
      status: 200,
      route: 'GET /orders/:id',
      path: '/orders/7',
      params: { id: '7' },
      principal: { issuer: 'staff', subject: 'user-1', scopes: ['read:orders'] },
      credentialFrom: { kind: 'authorization' },
    });
  });

  test('denies with the reason of what is missing, and still knows the principal', async () => {
    const denied = await as('GET /orders/7', {}, { scopes: ['other'] });
    expect(denied).toMatchObject({ status: 403, reason: 'scope_insufficient', principal: { subject: 'user-1' } });
    expect(denied.effect === 'deny' && denied.challenge).toContain('scope="read:orders"');
    expect((await as('GET /reports', {})).reason).toBe('permission_missing');
    expect((await as('GET /reports', {}, { permissions: ['report'] })).reason).toBe('group_missing');
    expect((await as('GET /admin/x', {})).reason).toBe('role_missing');
    expect((await as('GET /cli', {})).reason).toBe('client_not_accepted');
    expect((await as('GET /users/user-2/x', {})).reason).toBe('claim_unmet');
    expect((await as('GET /users/user-1/x', {})).reason).toBeNull();
    expect(await as('GET /vault/x', {})).toMatchObject({ status: 401, reason: 'step_up_required' });
  });

  test('denies issuer_not_accepted where another issuer shares the source', async () => {
    const both = createTestAuthorizer(
      { ...policy, issuers: { staff: { issuer: staff.issuer }, machines: { issuer: machines.issuer } } },
      ports(),
    );
    expect(await reason('GET /machines-only', { by: both, token: await staff.mint() })).toBe('issuer_not_accepted');
  });

  test('adds an issuer’s own requirement to every route, authenticated and optional ones too', async () => {
    const headers = async (claims: Record<string, unknown>) => ({ cookie: `machine=${await machines.mint(claims)}` });
    for (const request of ['GET /me', 'GET /feed', 'GET /machines-only']) {
      expect(await reason(request, { headers: await headers({}) })).toBe('claim_unmet');
      expect(await reason(request, { headers: await headers({ env: 'prod' }) })).toBe('allow');
    }
  });
});

describe('faults and defects', () => {
  test('an issuer’s outage is 503 with Retry-After, never 401 (idp-down-is-not-401)', async () => {
    const down = createTestIssuer({
      issuer: 'https://staff.acme.dev',
      audience: 'https://api.acme.dev',
      clock: () => NOW * 1000,
    });
    const token = await down.mint();
    down.fail('status500', 'jwks');
    const noKeys = await ask('GET /me', { token, by: createTestAuthorizer(policy, ports({ fetch: down.fetchPort })) });
    expect(noKeys).toMatchObject({ status: 503, reason: 'keys_unavailable', challenge: null });
    expect(noKeys.effect === 'deny' && noKeys.retryAfterSeconds).toBeGreaterThan(0);
    down.fail('network');
    expect(await reason('GET /me', { token, by: createTestAuthorizer(policy, ports({ fetch: down.fetchPort })) })).toBe(
      'discovery_unavailable',
    );
  });

  test.each([
    [
      'a clock that throws',
      {
        clock: () => {
          throw new RangeError('secret-message');
        },
      },
    ],
    [
      'an id source that throws',
      {
        newId: () => {
          throw new Error('secret-message');
        },
      },
    ],
    [
      'a clock that throws no error',
      {
        clock: () => {
          throw 'secret-message';
        },
      },
    ],
  ] as [string, Partial<Ports>][])(
    'denies internal_error with 500 for %s, and repeats none of its text',
    async (_what, broken) => {
      const decision = await ask('GET /me', {
        token: await staff.mint(),
        by: createTestAuthorizer(policy, ports(broken)),
      });
      expect(decision).toMatchObject({ effect: 'deny', status: 500, reason: 'internal_error', challenge: null });
      expect(JSON.stringify(decision)).not.toContain('secret-message');
    },
  );

  test('denies internal_error when reading a header throws', async () => {
    const headers = {
      get: () => {
        throw new TypeError('x');
      },
    };
    const decision = await authorizer.authorize({ method: 'GET', url: '/me', headers });
    expect(decision).toMatchObject({ effect: 'deny', reason: 'internal_error', about: 'TypeError' });
  });

  test('a policy with errors makes no authorizer, and says all that is wrong', () => {
    const broken = { issuers: {}, routes: { 'GET /a': { scopes: [] }, 'get /b': 'public' } } as unknown as Policy;
    expect(() => createTestAuthorizer(broken, ports())).toThrow(PolicyError);
    try {
      createTestAuthorizer(broken, ports());
    } catch (error) {
      expect(error instanceof PolicyError && error.findings.length).toBeGreaterThanOrEqual(2);
      expect(String(error)).toContain('/routes/');
    }
  });
});

describe('credentials: always (the Lambda gate)', () => {
  test('verifies the token whatever the route says, and a failing one outranks it', async () => {
    const good = await staff.mint();
    for (const [request, expected] of [
      ['GET /nothing', 'route_unmatched'],
      ['GET /closed/x', 'route_denied'],
      ['GET /a//b', 'path_ambiguous'],
      ['GET /admin/x', 'role_missing'],
    ] as const) {
      expect(await ask(request, { token: good, credentials: 'always' })).toMatchObject({
        reason: expected,
        principal: { subject: 'user-1' },
      });
      expect(await reason(request, { token: 'a.b.c', credentials: 'always' })).toBe('token_malformed');
    }
    expect(await ask('GET /health', { token: good, credentials: 'always' })).toMatchObject({
      effect: 'allow',
      principal: { subject: 'user-1' },
    });
    expect(await reason('GET /health', { credentials: 'always' })).toBe('token_missing');
    expect(await reason('GET /feed', { credentials: 'always' })).toBe('token_missing');
  });
});

describe('every decision', () => {
  test('carries an id, the policy’s hash, the time and the method', async () => {
    const decision = await ask('GET /health');
    expect(decision.decisionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(decision.policy).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(decision).toMatchObject({ decidedAt: NOW, method: 'GET', access: 'public' });
    expect((await ask('GET /nothing')).policy).toBe(decision.policy);
    expect((await ask('GET /nothing')).decisionId).not.toBe(decision.decisionId);
  });

  test('holds no byte of the token', async () => {
    const token = await staff.mint();
    for (const request of ['GET /me', 'GET /orders/1', 'GET /nothing', 'GET /health']) {
      const text = JSON.stringify(await ask(request, { token }));
      for (const part of token.split('.')) expect(text).not.toContain(part);
    }
  });

  test('reports the keys of every issuer', async () => {
    await ask('GET /me', { token: await staff.mint() });
    expect(authorizer.keys().map(({ iss, state }) => [iss, state])).toEqual([
      [staff.issuer, 'fresh'],
      [machines.issuer, expect.any(String)],
    ]);
  });
});
