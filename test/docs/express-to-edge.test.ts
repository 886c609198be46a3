import { createHmac, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestIssuer } from '@sallyport/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSource } from '../../packages/cli/src/source/parse.ts';
import { type LoopbackServer, listenOnLoopback } from '../support/loopback.ts';
import { startWorkerd, type Workerd } from '../support/workerd.ts';
import { ROOT } from './markdown.ts';

const EXAMPLE = join(ROOT, 'examples/express-to-edge');
const AUDIENCE = 'https://api.acme.dev';
const issuer = createTestIssuer({
  ...{ preset: 'auth0', issuer: 'https://acme.eu.auth0.com/', audience: AUDIENCE, algorithm: 'RS256' },
  // Fresh for a minute: the outage below falls into it.
  cacheControl: 'max-age=60',
} as const);

/** Everything outside the gateway: the issuer and the API by their real hosts. */
let world: LoopbackServer;
let before: LoopbackServer;
let gateway: Workerd;

beforeAll(async () => {
  const { createBefore } = await import(join(EXAMPLE, 'before/app.mjs'));
  const { createAfter } = await import(join(EXAMPLE, 'after/app.mjs'));
  const api = createAfter();
  world = await listenOnLoopback(async (incoming, outgoing) => {
    if (incoming.headers.host === 'origin.acme.dev') return api(incoming, outgoing);
    const answer = await issuer.fetch(new Request(`https://acme.eu.auth0.com${incoming.url}`));
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  const jwksUri = `${world.origin}/.well-known/jwks.json`;
  before = await listenOnLoopback(createBefore({ issuer: issuer.issuer, audience: AUDIENCE, jwksUri }));
  const file = join(EXAMPLE, 'sallyport.jsonc');
  const document = JSON.stringify(parseSource(readFileSync(file, 'utf8'), file).value);
  // A record a line: workerd prints objects over several.
  const options = '{ log: (record) => console.log(JSON.stringify(record)) }';
  const source = `import { createGatewayWorker } from '@sallyport/worker';
export default createGatewayWorker(${document}, ${options});`;
  const vars = { ORIGIN_URL: 'https://origin.acme.dev' };
  gateway = await startWorkerd({ worker: { source }, vars, outbound: `127.0.0.1:${world.port}` });
});
afterAll(async () => {
  await gateway?.stop();
  await before?.stop();
  await world?.stop();
});

const toPart = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Claims that pass, but for the signature. */
const forged = { iss: issuer.issuer, aud: AUDIENCE, sub: 'admin', exp: 4_000_000_000, scope: 'read:orders' };

async function confuse(): Promise<string> {
  const [jwk] = (await issuer.jwks()).keys;
  if (jwk === undefined) throw new Error('no key');
  const pem = createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const text = `${toPart({ alg: 'HS256', typ: 'JWT', kid: jwk.kid })}.${toPart(forged)}`;
  return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
}

const read = { subject: 'ann', scopes: ['read:orders'] };
const good = (): Promise<string> => issuer.mint({}, read);

interface Row {
  readonly request?: string;
  readonly headers: () => Promise<Record<string, string>>;
  readonly before: number;
  readonly after: number;
  /** Of the gate's log. */
  readonly reason: string;
}

const bearer = (token: () => Promise<string>) => async () => ({ authorization: `Bearer ${await token()}` });

const ROWS: Readonly<Record<string, Row>> = {
  'no token': { headers: async () => ({}), before: 403, after: 401, reason: 'token_missing' },
  'another scheme': {
    headers: async () => ({ authorization: `NotBearer ${await good()}` }),
    ...{ before: 200, after: 401, reason: 'scheme_unsupported' },
  },
  'an unsigned token': {
    headers: bearer(async () => `${toPart({ alg: 'none', typ: 'JWT' })}.${toPart(forged)}.`),
    ...{ before: 200, after: 401, reason: 'algorithm_not_allowed' },
  },
  'the public key as a secret': {
    headers: bearer(confuse),
    ...{ before: 200, after: 401, reason: 'algorithm_not_allowed' },
  },
  'no exp': {
    headers: bearer(() => issuer.mint({ exp: undefined }, read)),
    ...{ before: 200, after: 401, reason: 'claim_missing' },
  },
  'a longer audience': {
    headers: bearer(() => issuer.mint({ aud: `${AUDIENCE}.evil` }, read)),
    ...{ before: 200, after: 401, reason: 'audience_mismatch' },
  },
  'a write with a token for reading': {
    request: 'POST /orders',
    headers: bearer(good),
    ...{ before: 201, after: 403, reason: 'scope_insufficient' },
  },
  'the data of somebody else': {
    request: 'GET /users/ben',
    headers: bearer(good),
    ...{ before: 200, after: 403, reason: 'claim_unmet' },
  },
  'a route without a guard': {
    request: 'GET /reports/revenue',
    headers: async () => ({}),
    ...{ before: 200, after: 403, reason: 'route_unmatched' },
  },
};

async function send(origin: string, headers: Record<string, string>, request = 'GET /orders/1') {
  const [method = '', path = ''] = request.split(' ');
  const answer = await fetch(origin + path, { method, headers });
  return { status: answer.status, challenge: answer.headers.get('www-authenticate'), body: await answer.text() };
}

describe('examples/express-to-edge', () => {
  test.each(Object.entries(ROWS))('%s: what the middleware did, and what the gateway answers', async (_name, row) => {
    const headers = await row.headers();
    expect((await send(before.origin, headers, row.request)).status).toBe(row.before);
    const answer = await send(gateway.origin, headers, row.request);
    expect(answer.status).toBe(row.after);
    expect(answer.challenge === null).toBe(row.after === 403 && row.reason !== 'scope_insufficient');
    const { decisionId } = JSON.parse(answer.body);
    await expect.poll(() => findReason(decisionId)).toBe(row.reason);
  });

  test('a good token gets the same answer from both, and a client cannot say who it is', async () => {
    const headers = { authorization: `Bearer ${await good()}`, 'x-user-id': 'admin', X_User_Id: 'admin' };
    const [was, is] = [await send(before.origin, headers), await send(gateway.origin, headers)];
    expect([is.status, is.body]).toEqual([was.status, was.body]);
    expect(JSON.parse(is.body)).toEqual({ id: '1', readBy: 'ann' });
  });

  test('the middleware asks for keys with every request, and takes an outage for a bad token', async () => {
    const headers = { authorization: `Bearer ${await good()}` };
    await send(gateway.origin, headers);
    const asked = issuer.requests.jwks;
    for (const origin of [gateway.origin, gateway.origin, before.origin, before.origin]) await send(origin, headers);
    expect(issuer.requests.jwks - asked).toBe(2);
    issuer.fail('status500');
    const during = [await send(before.origin, headers), await send(gateway.origin, headers)];
    issuer.fail(null);
    expect(during.map(({ status }) => status)).toEqual([401, 200]);
  });
});

function findReason(decisionId: string): unknown {
  const line = gateway
    .output()
    .split('\n')
    .find((one) => one.includes(decisionId));
  return line === undefined ? null : JSON.parse(line.slice(line.indexOf('{'))).reason;
}
