import type { PolicyDocument } from '@sallyport/core';
import { SallyportFault } from '@sallyport/worker';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkHolder } from '../../../packages/worker/src/rpc/validation.ts';
import { type Caller, createCaller, RESOURCE } from './caller.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

type Mint = (caller: Caller) => Promise<string>;
const mint =
  (...[claims, options]: Parameters<Caller['issuer']['mint']>): Mint =>
  (caller) =>
    caller.issuer.mint(claims, { audience: RESOURCE, ...options });

/** Claims of a person with a scope. */
const ann = mint({ jti: 't1' }, { subject: 'ann', clientId: 'app', scopes: ['read:orders', 'mcp:read'] });

describe('a token for the resource', () => {
  test('is told with its facts and its claims', async () => {
    const caller = createCaller();
    const valid = await caller.validateToken(RESOURCE, await ann(caller));
    expect(valid).toMatchObject({
      ...{ audience: RESOURCE, userId: 'ann', clientId: 'app', scope: ['read:orders', 'mcp:read'] },
      props: { issuer: 'machines', iss: caller.issuer.issuer, subject: 'ann', claims: { aud: RESOURCE, jti: 't1' } },
    });
    expect(valid?.expiresAt).toBe(valid?.props.claims.exp);
    expect(structuredClone(valid)).toEqual(valid);
  });

  test('may be for other resources too', async () => {
    const caller = createCaller();
    const token = await mint({}, { audience: ['https://other.acme.dev', RESOURCE] })(caller);
    expect(await caller.validateToken(RESOURCE, token)).toMatchObject({ audience: RESOURCE });
  });

  test('without a subject or a client tells neither', async () => {
    const caller = createCaller();
    const valid = await caller.validateToken(RESOURCE, await mint({ sub: undefined, client_id: undefined })(caller));
    expect(Object.keys(valid ?? {}).sort()).toEqual(['audience', 'expiresAt', 'props', 'scope']);
  });

  test('keeps a scope outside the alphabet from the list of scopes', async () => {
    const caller = createCaller();
    const valid = await caller.validateToken(RESOURCE, await mint({ scope: 'a "b" c\u00e9 d' })(caller));
    expect([valid?.scope, valid?.props.scopes]).toEqual([
      ['a', 'd'],
      ['a', '"b"', 'c\u00e9', 'd'],
    ]);
  });

  test('is valid whatever the routes say', async () => {
    for (const routes of [
      { '/': 'deny' },
      { '/': { roles: ['admin'] } },
      { '/': 'public' },
      { '/x': 'deny' },
    ] as const) {
      const caller = createCaller({ routes });
      expect(await caller.validateToken(RESOURCE, await ann(caller)), JSON.stringify(routes)).not.toBeNull();
    }
  });
});

describe('null', () => {
  const cookie = { tokenFrom: [{ cookie: 'session' }] } satisfies Partial<PolicyDocument['issuers'][string]>;

  test.each<[reason: string, about: string | null, token: Mint]>([
    ['credential_malformed', null, async () => ''],
    ['credential_malformed', null, async () => 'a b'],
    ['credential_ambiguous', null, async (caller) => `${await ann(caller)}, Bearer ${await ann(caller)}`],
    ['token_opaque', null, async () => 'opaque'],
    ['token_too_large', null, async () => 'a'.repeat(1_000_000)],
    ['token_expired', 'exp', mint({}, { expiresInSeconds: -60 })],
    ['token_not_yet_valid', 'nbf', mint({ nbf: 9_999_999_999 })],
    ['issuer_unknown', null, mint({ iss: 'https://evil.example' })],
    ['type_not_allowed', 'typ', mint({}, { header: { typ: 'dpop+jwt' } })],
    ['signature_invalid', null, async (caller) => `${(await ann(caller)).slice(0, -8)}AAAAAAAA`],
    ['key_not_found', null, mint({}, { header: { kid: 'unknown' } })],
    ['audience_mismatch', 'aud', mint({}, { audience: 'https://other.acme.dev' })],
    ['audience_mismatch', 'aud', mint({}, { audience: 'https://api.acme.dev' })],
    ['audience_mismatch', 'aud', mint({}, { audience: [`${RESOURCE}/`, 'https://api.acme.dev'] })],
    ['claim_malformed', 'aud', mint({ aud: [RESOURCE, 1] })],
    ['claim_missing', 'aud', mint({ aud: undefined })],
    ['binding_required', 'cnf', mint({ cnf: { jkt: 'x' } })],
    ['binding_required', 'cnf', mint({ cnf: { 'x5t#S256': 'x' } })],
    ['binding_required', 'cnf', mint({ cnf: {} })],
    ['claim_malformed', 'cnf', mint({ cnf: null })],
  ])('for %s (%s), which the log tells', async (reason, about, token) => {
    const caller = createCaller();
    expect(await caller.validateToken(RESOURCE, await token(caller))).toBeNull();
    expect(await caller.records()).toEqual([
      expect.objectContaining({ effect: 'deny', reason, about, method: 'validateToken', route: null, gate: 'worker' }),
    ]);
  });

  test.each([
    ['https://api.acme.dev'],
    [`${RESOURCE}/`],
    [RESOURCE.toUpperCase()],
    ['https://api.acme.dev:443/mcp'],
    ['https://other.acme.dev/mcp'],
    [''],
    ['__proto__'],
  ])('for the resource %s, which the policy does not name, and no key is fetched', async (resource) => {
    const caller = createCaller();
    const token = await mint({}, { audience: [resource, RESOURCE, 'https://api.acme.dev'] })(caller);
    expect(await caller.validateToken(resource, token)).toBeNull();
    expect(caller.issuer.requests).toEqual({ metadata: 0, jwks: 0, token: 0 });
    expect(await caller.records()).toEqual([
      expect.objectContaining({ reason: 'audience_mismatch', about: 'resource', subject: null }),
    ]);
  });

  test('for every resource where the policy names none', async () => {
    const issuer = createCaller().issuer.issuer;
    const caller = createCaller({ issuers: { machines: { issuer, audience: RESOURCE } } }, {}, 'unnamed');
    expect(await caller.validateToken(RESOURCE, await ann(caller))).toBeNull();
    expect(await caller.validateToken('undefined', await ann(caller))).toBeNull();
  });

  test('for a token that the resource alone would take, where its issuer needs no audience', async () => {
    const issuer = createCaller().issuer.issuer;
    const caller = createCaller({ issuers: { machines: { issuer, unsafeNoAudience: 'legacy tokens' } } });
    expect(await caller.validateToken(RESOURCE, await mint({ aud: undefined })(caller))).toBeNull();
    expect(await caller.validateToken(RESOURCE, await mint({ aud: 'https://other.acme.dev' })(caller))).toBeNull();
    expect(await caller.validateToken(RESOURCE, await ann(caller))).not.toBeNull();
  });

  test('for a token that its issuer requires more of', async () => {
    const issuer = createCaller().issuer.issuer;
    const require = { claims: { org: 'acme' } };
    const caller = createCaller({ issuers: { machines: { issuer, audience: RESOURCE, require } } });
    expect(await caller.validateToken(RESOURCE, await ann(caller))).toBeNull();
    expect(await caller.validateToken(RESOURCE, await mint({ org: 'acme' })(caller))).not.toBeNull();
    expect((await caller.records())[0]).toMatchObject({ reason: 'claim_unmet', about: 'require' });
  });

  test('for a token of an issuer that is read from a cookie alone', async () => {
    const issuer = createCaller().issuer.issuer;
    const caller = createCaller({ issuers: { machines: { issuer, audience: RESOURCE, ...cookie } } });
    expect(await caller.validateToken(RESOURCE, await ann(caller))).toBeNull();
  });

  test('for a bad token where a route only reports', async () => {
    const routes = { '/': { scopes: ['x'], unsafeReportOnly: { why: 'moving', until: '2999-01-01' } } } as const;
    const caller = createCaller({ routes });
    expect(await caller.validateToken(RESOURCE, 'opaque')).toBeNull();
    expect(await caller.validateToken(RESOURCE, await mint({}, { expiresInSeconds: -60 })(caller))).toBeNull();
  });
});

test('a bound token is refused whatever was verified before', () => {
  expect(checkHolder({ claims: { aud: RESOURCE } }, RESOURCE)).toBeNull();
  expect(checkHolder({ claims: { aud: RESOURCE, cnf: { jkt: 'x' } } }, RESOURCE)?.reason).toBe('binding_required');
  expect(checkHolder({ claims: Object.create({ aud: RESOURCE }) }, RESOURCE)?.reason).toBe('audience_mismatch');
  expect(checkHolder({ claims: { aud: [[RESOURCE]] } }, RESOURCE)?.reason).toBe('claim_malformed');
});

describe('a fault', () => {
  test('throws its reason and nothing of the token, and is logged', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    vi.spyOn(console, 'warn').mockReturnValue();
    const caller = createCaller();
    const token = await ann(caller);
    caller.issuer.fail('status500');
    const thrown = await caller.validateToken(RESOURCE, token).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(SallyportFault);
    expect(thrown).toMatchObject({ name: 'SallyportFault', message: expect.stringMatching(/_unavailable\.$/) });
    expect(String(thrown)).not.toContain(token.slice(0, 20));
    expect(await caller.records()).toEqual([expect.objectContaining({ status: 503, effect: 'deny' })]);
    expect(problems.mock.calls).toEqual([[expect.objectContaining({ kind: 'sallyport.keys_fault' })]]);
  });

  test('of a policy that cannot be opened throws internal_error, which is logged once', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the policy.
    const caller = createCaller({ issuers: { machines: { issuer: '${UNSET}', audience: RESOURCE } } });
    for (let count = 0; count < 2; count += 1) {
      await expect(caller.validateToken(RESOURCE, 'opaque')).rejects.toThrow('internal_error');
    }
    expect(problems.mock.calls).toEqual([[expect.objectContaining({ kind: 'sallyport.defect' })]]);
  });
});

test.each([
  ['resource', [undefined, 'a']],
  ['resource', [[RESOURCE], 'a']],
  ['token', [RESOURCE, undefined]],
  ['token', [RESOURCE, { toString: () => 'a' }]],
])('a %s that is no text is a TypeError', async (name, [resource, token]) => {
  const caller = createCaller();
  const thrown = caller.validateToken(resource as string, token as string);
  await expect(thrown).rejects.toThrow(new TypeError(`${name} must be a string.`));
});
