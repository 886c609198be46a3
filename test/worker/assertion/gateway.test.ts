import { calculateJwkThumbprint, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { GATE, issuer, keys, makePrivateJwk, openGate } from './gate.ts';

const token = await issuer.mint({}, { subject: 'ann|名', scopes: ['read:orders'] });
const bearer = { Authorization: `Bearer ${token}` };

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The assertion that went to the origin, verified with what the gate publishes. */
async function readSent(
  { ask, sent }: Pick<ReturnType<typeof openGate>, 'ask' | 'sent'>,
  header = 'sallyport-assertion',
) {
  const text = sent.at(-1)?.headers.get(header) ?? '';
  const published = await (await ask('/.well-known/sallyport/jwks')).json();
  const verified = await jwtVerify(text, createLocalJWKSet(published), { typ: 'sallyport-assertion+jwt' });
  return { text, ...verified };
}

describe('the assertion', () => {
  test('says who calls what, for 60 seconds, to the origin that it is sent to', async () => {
    const gate = openGate({ identityHeaders: { 'X-Roles': 'roles', 'X-User': 'subject', 'X-Tenant': 'tenant' } });
    const before = Math.floor(Date.now() / 1000);
    expect((await gate.ask('/items/%61?q=secret', { method: 'POST', headers: bearer, body: 'b' })).status).toBe(200);
    const { payload, protectedHeader } = await readSent(gate);
    expect(protectedHeader).toEqual({
      typ: 'sallyport-assertion+jwt',
      alg: 'ES256',
      kid: await calculateJwkThumbprint({ ...keys.current, kty: 'EC' }),
    });
    const { iat = 0, exp = 0, jti, ...claims } = payload;
    expect(claims).toEqual({
      iss: GATE,
      aud: 'binding:ORIGIN',
      htm: 'POST',
      htu: `${GATE}/items/a`,
      principal: {
        ...{ issuer: 'machines', iss: issuer.issuer, subject: 'ann|名', clientId: expect.anything() },
        ...{ tenant: null, scopes: ['read:orders'] },
      },
      identity: { 'x-roles': [], 'x-user': 'ann|名' },
    });
    expect([exp - iat, iat >= before && iat <= before + 30]).toEqual([60, true]);
    expect(jti).toMatch(/^[0-9a-f-]{36}$/);
    expect(gate.sent[0]?.headers.get('Authorization')).toBeNull();
  });

  test('names the origin by its base, and the URL that it is sent to', async () => {
    const sent: Request[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      sent.push(request);
      return new Response('far');
    });
    const origins = { '/orders': 'https://orders.internal', '/': 'https://rest.internal:8443' };
    const gate = openGate({ origins }, { ORIGIN: undefined });
    await gate.ask('/orders/1?x=1', { headers: bearer });
    await gate.ask('/me', { headers: bearer });
    const audiences = [];
    for (const request of sent) {
      const { payload } = await readSent({ ask: gate.ask, sent: [request] });
      audiences.push([payload.aud, payload.htu]);
    }
    expect(audiences).toEqual([
      ['https://orders.internal', 'https://orders.internal/orders/1'],
      ['https://rest.internal:8443', 'https://rest.internal:8443/me'],
    ]);
  });

  test('is not made without a verified token: public routes, optional ones without a token, denials', async () => {
    const gate = openGate();
    await gate.ask('/public/x', { headers: bearer });
    await gate.ask('/feed');
    expect((await gate.ask('/me')).status).toBe(401);
    expect(gate.sent.map(({ headers }) => headers.has('sallyport-assertion'))).toEqual([false, false]);
    await gate.ask('/feed', { headers: bearer });
    expect(gate.sent.at(-1)?.headers.has('sallyport-assertion')).toBe(true);
  });

  test.each(['Sallyport-Assertion', 'SALLYPORT_ASSERTION', 'sallyport_Assertion', 'Sallyport.Assertion'])(
    'that a client sends as %s never passes, on any route',
    async (name) => {
      const gate = openGate();
      for (const path of ['/public/x', '/feed', '/me']) {
        await gate.ask(path, { headers: { ...bearer, [name]: 'forged' } });
      }
      expect(gate.sent).toHaveLength(3);
      for (const { headers } of gate.sent) expect([...headers.values()].join()).not.toContain('forged');
      expect((await readSent(gate)).payload.htu).toBe(`${GATE}/me`);
    },
  );

  test('goes in the header that the policy names, which is stripped then', async () => {
    const gate = openGate({ assertion: { key: `$\{KEY}`, header: 'X-Gate' } });
    await gate.ask('/me', { headers: { ...bearer, x_gate: 'forged' } });
    const { payload } = await readSent(gate, 'x-gate');
    expect(payload.htm).toBe('GET');
    expect(gate.sent[0]?.headers.get('x_gate')).toBeNull();
  });

  test('of every request has an id of its own', async () => {
    const gate = openGate();
    await gate.ask('/me', { headers: bearer });
    const first = await readSent(gate);
    await gate.ask('/me', { headers: bearer });
    expect((await readSent(gate)).payload.jti).not.toBe(first.payload.jti);
  });
});

describe('an assertion sent back to the gate', () => {
  test('is refused as a token: issuer_unknown, and type_not_allowed were its issuer known', async () => {
    const gate = openGate({}, {}, { log: { decisions: 'all' } });
    await gate.ask('/me', { headers: bearer });
    const { text } = await readSent(gate);
    expect(decodeProtectedHeader(text).typ).toBe('sallyport-assertion+jwt');
    expect((await gate.ask('/me', { headers: { Authorization: `Bearer ${text}` } })).status).toBe(401);
    for (const typ of ['sallyport-assertion+jwt', 'application/Sallyport-Assertion+JWT']) {
      const typed = await issuer.mint({}, { subject: 'ann', header: { typ } });
      expect((await gate.ask('/me', { headers: { Authorization: `Bearer ${typed}` } })).status).toBe(401);
    }
    expect(gate.sent).toHaveLength(1);
    const reasons = [null, 'issuer_unknown', 'type_not_allowed', 'type_not_allowed'];
    await vi.waitFor(() => expect(gate.reasons).toEqual(reasons));
  });
});

describe('the keys of the assertion', () => {
  const publicPart = ({ x, y }: JsonWebKey) => ({ kty: 'EC', crv: 'P-256', x, y, alg: 'ES256', use: 'sig' });

  test('are published, the current and the next, without their private part, for five minutes', async () => {
    const answer = await openGate().ask('/.well-known/sallyport/jwks');
    expect(answer.headers.get('Cache-Control')).toBe('public, max-age=300');
    expect(answer.headers.get('Content-Type')).toBe('application/jwk-set+json');
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(await answer.json()).toEqual({
      keys: [
        { ...publicPart(keys.current), kid: await calculateJwkThumbprint({ ...keys.current, kty: 'EC' }) },
        { ...publicPart(keys.next), kid: await calculateJwkThumbprint({ ...keys.next, kty: 'EC' }) },
      ],
    });
  });

  test('rotate: what the next key signs verifies with what was published before', async () => {
    const before = await (await openGate().ask('/.well-known/sallyport/jwks')).json();
    const rotated = openGate({}, { KEY: JSON.stringify(keys.next), NEXT: JSON.stringify(keys.current) });
    await rotated.ask('/me', { headers: bearer });
    const text = rotated.sent[0]?.headers.get('sallyport-assertion') ?? '';
    expect((await jwtVerify(text, createLocalJWKSet(before))).payload.iss).toBe(GATE);
  });

  test('that are missing or malformed close the gate, and the log names the variable alone', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    for (const env of [{ KEY: undefined }, { KEY: '{"kty":"EC","d":"0123456789"}' }, { NEXT: 'x' }]) {
      expect((await openGate({}, env).ask('/health')).status).toBe(500);
    }
    const logged = JSON.stringify(problems.mock.calls);
    expect(logged).toContain('variable-missing');
    expect(logged).toContain('NEXT');
    expect(logged).not.toContain('0123456789');
  });

  test('whose parts belong to two keys sign nothing: 500, logged once, with the variable alone', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    const other = await makePrivateJwk();
    const gate = openGate({}, { KEY: JSON.stringify({ ...keys.current, d: other.d }) });
    const statuses = [];
    for (const path of ['/me', '/me', '/.well-known/sallyport/jwks']) {
      statuses.push((await gate.ask(path, { headers: bearer })).status);
    }
    expect(statuses).toEqual([500, 500, 500]);
    expect(gate.sent).toEqual([]);
    expect((await gate.ask('/public/x')).status).toBe(200);
    const unusable = problems.mock.calls.filter(([line]) => line.kind === 'sallyport.assertion_key_unusable');
    expect(unusable).toEqual([[expect.objectContaining({ variable: 'KEY' })]]);
    expect(JSON.stringify(problems.mock.calls)).not.toContain(other.d);
  });
});
