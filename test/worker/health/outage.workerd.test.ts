import { env } from 'cloudflare:workers';
import { createGatewayWorker, type HealthReport } from '@sallyport/worker';
import { expect, test } from 'vitest';
import { acmeIssuer, acmePolicy } from '../acme.ts';

const GATE = 'https://gate.acme.dev';
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** A gateway under a clock of its own, and what its health says. */
function openStage() {
  const issuer = acmeIssuer();
  let nowMs = Date.now();
  const worker = createGatewayWorker(acmePolicy(issuer.issuer, { worker: { health: true } }), {
    fetch: issuer.fetchPort,
    log: () => {},
    ports: { clock: () => nowMs, onKeyEvent: () => {} },
  });
  const work: Promise<unknown>[] = [];
  const ctx = { waitUntil: (promise: Promise<unknown>) => void work.push(promise) };
  const send = (path: string, init?: RequestInit): Promise<Response> =>
    worker.fetch(new Request(`${GATE}${path}`, init), { ORIGIN: env.ORIGIN }, ctx);
  return {
    issuer,
    pass: (ms: number): void => {
      nowMs += ms;
    },
    /** The status of a request with a token of now. */
    ask: async (): Promise<number> => {
      const issuedAt = Math.floor(nowMs / SECOND);
      const token = await issuer.mint({ iat: issuedAt, nbf: issuedAt, exp: issuedAt + 300 });
      const { status } = await send('/me', { headers: { Authorization: `Bearer ${token}` } });
      await Promise.all(work.splice(0));
      return status;
    },
    health: async (): Promise<[status: number, report: HealthReport]> => {
      const answer = await send('/.well-known/sallyport/health');
      return [answer.status, await answer.json()];
    },
  };
}

test('health follows an outage: nothing fetched, fresh, stale, expired with 503, and fresh again after a rotation', async () => {
  const { issuer, pass, ask, health } = openStage();
  expect(await health()).toMatchObject([200, { status: 'ok', issuers: [{ name: 'machines', state: 'empty' }] }]);
  expect(issuer.requests).toMatchObject({ metadata: 0, jwks: 0 });

  expect(await ask()).toBe(200);
  expect(await health()).toMatchObject([
    200,
    { status: 'ok', issuers: [{ state: 'fresh', keyCount: 1, failures: 0 }] },
  ]);

  issuer.fail('status500');
  pass(2 * HOUR);
  expect(await ask()).toBe(200);
  const [status, stale] = await health();
  expect([status, stale]).toMatchObject([200, { status: 'degraded', issuers: [{ state: 'stale', failures: 1 }] }]);
  expect(stale.issuers[0]?.ageSeconds).toBeGreaterThanOrEqual(7_200);
  expect(stale.issuers[0]?.lastFailureAt).not.toBeNull();

  pass(23 * HOUR);
  expect(await ask()).toBe(503);
  expect(await health()).toMatchObject([503, { status: 'unavailable', issuers: [{ state: 'expired' }] }]);

  issuer.rotate({ previous: 'withdraw' });
  issuer.fail(null);
  pass(60 * SECOND);
  expect(await ask()).toBe(200);
  const [healed, report] = await health();
  expect([healed, report]).toMatchObject([200, { status: 'ok', issuers: [{ state: 'fresh', keyCount: 1 }] }]);
  expect(report.issuers[0]?.ageSeconds).toBeLessThan(5);
  expect(report.policy).toBe(stale.policy);
});

test('an issuer that never answered is unavailable once it was asked, not before', async () => {
  const { issuer, ask, health } = openStage();
  issuer.fail('status500');
  expect((await health())[0]).toBe(200);
  expect(await ask()).toBe(503);
  expect(await health()).toMatchObject([503, { status: 'unavailable', issuers: [{ state: 'empty' }] }]);
});

test('a rotation while the keys are fresh leaves the gate in health', async () => {
  const { issuer, pass, ask, health } = openStage();
  expect(await ask()).toBe(200);
  issuer.rotate();
  pass(10 * SECOND);
  expect(await ask()).toBe(200);
  expect(await health()).toMatchObject([
    200,
    { status: 'ok', issuers: [{ state: 'fresh', keyCount: 2, failures: 0 }] },
  ]);
});
