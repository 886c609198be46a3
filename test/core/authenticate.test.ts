/** A token seen before: what is not done again, and everything that still is. */
import {
  createWebPorts,
  type Decision,
  type KeyAnswer,
  type KeySource,
  type PolicyDocument,
  type Ports,
} from '@sallyport/core';
import { createTestFetch, createTestIssuer, type TestIssuer } from '@sallyport/core/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { createTestAuthorizer } from '../support/authorizer.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const API = 'https://api.acme.dev';

function createSetup(overrides: Partial<PolicyDocument['issuers'][string]> = {}, keySourceFor?: () => KeySource) {
  const clock = createFakeClock();
  const issuer = createTestIssuer({ issuer: 'https://staff.acme.dev', audience: API, clock: clock.now });
  const fetches: string[] = [];
  const issuerFetch = createTestFetch(issuer);
  const ports: Ports = createWebPorts({
    clock: clock.now,
    fetch: (url, init) => {
      fetches.push(url);
      return issuerFetch(url, init);
    },
  });
  const policy: PolicyDocument = {
    audience: API,
    issuers: { staff: { issuer: issuer.issuer, ...overrides } },
    routes: {
      'GET /me': 'authenticated',
      'GET /orders': { scopes: ['read:orders'] },
      'GET /users/:user': { claims: { sub: { param: 'user' } } },
    },
  };
  const authorizer = createTestAuthorizer(policy, ports, keySourceFor ? { keySourceFor } : {});
  const verify = vi.spyOn(crypto.subtle, 'verify');
  const ask = (token: string, target = '/me', headers: Record<string, string> = {}): Promise<Decision> =>
    authorizer.authorize({
      method: 'GET',
      url: `${API}${target}`,
      headers: new Headers(token === '' ? headers : { authorization: `Bearer ${token}`, ...headers }),
    });
  return { clock, issuer, fetches, authorizer, ask, verify };
}
const reason = async (decision: Promise<Decision>): Promise<string> => (await decision).reason ?? 'allow';

afterEach(() => vi.restoreAllMocks());

test('a token is verified once and allowed again without cryptography, with the same principal', async () => {
  const { issuer, ask, verify } = createSetup();
  const token = await issuer.mint({ sub: 'ada' });
  const first = await ask(token);
  const again = await ask(token);
  expect(verify).toHaveBeenCalledTimes(1);
  expect(again.effect).toBe('allow');
  expect(again.principal).toBe(first.principal);
  expect(Object.isFrozen(again.principal)).toBe(true);
  expect(Object.isFrozen(again.principal?.claims)).toBe(true);
  expect(Object.isFrozen(again.principal?.scopes)).toBe(true);
});

test('a token that differs in one bit of its signature is verified on its own, and refused', async () => {
  const { issuer, ask, verify } = createSetup();
  const token = await issuer.mint();
  await ask(token);
  const end = token.lastIndexOf('.') + 1;
  const flipped = `${token.slice(0, end)}${token[end] === 'A' ? 'B' : 'A'}${token.slice(end + 1)}`;
  expect(await reason(ask(flipped))).toBe('signature_invalid');
  expect(verify).toHaveBeenCalledTimes(2);
});

test('denies token_expired one second after exp plus tolerance, though it was verified before', async () => {
  const { clock, issuer, ask } = createSetup({ clockToleranceSeconds: 30 });
  const token = await issuer.mint({}, { expiresInSeconds: 60 });
  expect(await reason(ask(token))).toBe('allow');
  clock.jump(89_999);
  expect(await reason(ask(token))).toBe('allow');
  clock.jump(1_001);
  expect(await reason(ask(token))).toBe('token_expired');
  clock.jump(-90_000);
  expect(await reason(ask(token))).toBe('allow');
});

test('denies token_too_old and token_not_yet_valid by the clock of each request', async () => {
  const { clock, issuer, ask } = createSetup({ maxLifetimeSeconds: 3_600, clockToleranceSeconds: 0 });
  const token = await issuer.mint({}, { expiresInSeconds: 3_600 });
  expect(await reason(ask(token))).toBe('allow');
  clock.jump(-1_000);
  expect(await reason(ask(token))).toBe('token_not_yet_valid');
});

test('is judged by the route of each request: requirement and params are never remembered', async () => {
  const { issuer, ask, verify } = createSetup();
  const token = await issuer.mint({ sub: 'ada' });
  expect(await reason(ask(token))).toBe('allow');
  expect(await reason(ask(token, '/orders'))).toBe('scope_insufficient');
  expect(await reason(ask(token, '/users/ada'))).toBe('allow');
  expect(await reason(ask(token, '/users/bob'))).toBe('claim_unmet');
  expect(verify).toHaveBeenCalledTimes(1);
});

test('is refused as soon as its key has left the adopted set', async () => {
  const { clock, issuer, ask, verify } = createSetup();
  const token = await issuer.mint();
  expect(await reason(ask(token))).toBe('allow');
  issuer.rotate({ previous: 'withdraw' });
  clock.jump(20 * 60_000);
  expect(await reason(ask(token))).toBe('key_not_found');
  expect(verify).toHaveBeenCalledTimes(1);
});

/** A key source that answers what the test says. */
function scriptedSource() {
  const script: { answer: KeyAnswer } = { answer: { kind: 'denied', reason: 'key_not_found' } };
  const source: KeySource = {
    find: async () => script.answer,
    report: () => expect.fail('nobody asks for a report'),
  };
  const found = async (issuer: TestIssuer, thumbprint: string): Promise<KeyAnswer> => {
    const [jwk] = (await issuer.jwks()).keys;
    if (jwk === undefined) return expect.fail('the issuer has no key');
    const imported = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'verify',
    ]);
    return { kind: 'found', candidates: [{ kid: null, thumbprint, key: imported }] };
  };
  return { script, source, found };
}

test('is verified anew where its kid names another key now: a signature by the old one is refused', async () => {
  const { script, source, found } = scriptedSource();
  const { issuer, ask, verify } = createSetup({}, () => source);
  const other = createTestIssuer({ issuer: issuer.issuer, audience: API });
  const token = await issuer.mint();
  script.answer = await found(issuer, 'one');
  expect(await reason(ask(token))).toBe('allow');
  script.answer = await found(other, 'two');
  expect(await reason(ask(token))).toBe('signature_invalid');
  expect(verify).toHaveBeenCalledTimes(2);
  script.answer = await found(issuer, 'one');
  expect(await reason(ask(token))).toBe('allow');
  expect(verify).toHaveBeenCalledTimes(3);
});

test('is a fault where its issuer has no keys to offer any more, and asks the key source each time', async () => {
  const { script, source, found } = scriptedSource();
  const { issuer, ask, verify } = createSetup({}, () => source);
  const asked = vi.spyOn(source, 'find');
  const token = await issuer.mint();
  script.answer = await found(issuer, 'one');
  expect(await reason(ask(token))).toBe('allow');
  script.answer = { kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 7 };
  expect(await ask(token)).toMatchObject({ reason: 'keys_unavailable', status: 503, retryAfterSeconds: 7 });
  script.answer = await found(issuer, 'one');
  expect(await reason(ask(token))).toBe('allow');
  expect(asked).toHaveBeenCalledTimes(3);
  expect(verify).toHaveBeenCalledTimes(2);
});

test('is credential_misplaced where its issuer does not accept it, though another place was verified', async () => {
  const clock = createFakeClock();
  const staff = createTestIssuer({ issuer: 'https://staff.acme.dev', audience: API, clock: clock.now });
  const { authorize } = createTestAuthorizer(
    {
      audience: API,
      issuers: {
        staff: { issuer: staff.issuer },
        web: { issuer: 'https://web.acme.dev', tokenFrom: [{ cookie: 'session' }] },
      },
      routes: { 'GET /me': 'authenticated' },
    },
    createWebPorts({ clock: clock.now, fetch: createTestFetch(staff) }),
  );
  const token = await staff.mint();
  const ask = (headers: Record<string, string>) =>
    reason(authorize({ method: 'GET', url: `${API}/me`, headers: new Headers(headers) }));
  expect(await ask({ authorization: `Bearer ${token}` })).toBe('allow');
  expect(await ask({ cookie: `session=${token}` })).toBe('credential_misplaced');
  expect(await ask({ authorization: `Bearer ${token}` })).toBe('allow');
});

test('what was refused is not remembered: it is judged anew each time', async () => {
  const { issuer, ask, verify } = createSetup();
  const token = await issuer.mint({ cnf: { jkt: 'x' } });
  expect(await reason(ask(token))).toBe('binding_required');
  expect(await reason(ask(token))).toBe('binding_required');
  expect(verify).toHaveBeenCalledTimes(2);
});

test('equal text in front of another policy is nothing to it', async () => {
  const one = createSetup();
  const other = createSetup({ audience: 'https://other.acme.dev' });
  const token = await one.issuer.mint();
  expect(await reason(one.ask(token))).toBe('allow');
  expect(await reason(other.ask(token))).not.toBe('allow');
});
