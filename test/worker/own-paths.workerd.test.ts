import { env } from 'cloudflare:workers';
import { createGatewayWorker } from '@sallyport/worker';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { acmeIssuer, acmePolicy } from './acme.ts';

// ORIGIN, of the project "workerd" in vitest.config.ts, echoes what it gets as JSON.
const issuer = acmeIssuer();
const GATE = 'https://gate.acme.dev';
const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
const jwk = await crypto.subtle.exportKey('jwk', 'privateKey' in pair ? pair.privateKey : pair);
const KEY = JSON.stringify(jwk);

function openGate(key: string) {
  const policy = acmePolicy(issuer.issuer, {
    resource: `${GATE}/mcp`,
    worker: { publicOrigin: GATE, assertion: { key: `$\{KEY}` }, health: true },
  });
  const worker = createGatewayWorker(policy, { fetch: issuer.fetchPort, log: () => {} });
  return (path: string, init?: RequestInit) =>
    worker.fetch(new Request(`${GATE}${path}`, init), { ORIGIN: env.ORIGIN, KEY: key }, { waitUntil: () => {} });
}

describe('in workerd', () => {
  test('assertions of concurrent first requests verify with the published keys', async () => {
    const send = openGate(KEY);
    const headers = { Authorization: `Bearer ${await issuer.mint({}, { subject: 'ann' })}` };
    const answers = await Promise.all(['/me', '/items/%61', '/users/ann/x'].map((path) => send(path, { headers })));
    const published = createLocalJWKSet(await (await send('/.well-known/sallyport/jwks')).json());
    const addresses = [];
    for (const answer of answers) {
      const echo: { readonly headers: Readonly<Record<string, string>> } = await answer.json();
      const { payload } = await jwtVerify(echo.headers['sallyport-assertion'] ?? '', published, {
        ...{ typ: 'sallyport-assertion+jwt', issuer: GATE, audience: 'binding:ORIGIN', algorithms: ['ES256'] },
      });
      addresses.push(payload.htu);
    }
    expect(addresses).toEqual([`${GATE}/me`, `${GATE}/items/a`, `${GATE}/users/ann/x`]);
  });

  test('a key whose parts belong to two signs nothing', async () => {
    const other = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const { d } = await crypto.subtle.exportKey('jwk', 'privateKey' in other ? other.privateKey : other);
    const send = openGate(JSON.stringify({ ...jwk, d }));
    const headers = { Authorization: `Bearer ${await issuer.mint({})}` };
    expect((await send('/me', { headers })).status).toBe(500);
    expect((await send('/.well-known/sallyport/jwks')).status).toBe(500);
  });

  test('metadata and health are answered', async () => {
    const send = openGate(KEY);
    const metadata = await send('/.well-known/oauth-protected-resource/%6Dcp');
    expect(await metadata.json()).toMatchObject({ resource: `${GATE}/mcp`, authorization_servers: [issuer.issuer] });
    const health = await send('/.well-known/sallyport/health');
    expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok' }]);
  });
});
