/** Other spellings of a stricter literal under a granted wildcard: neither gate lets one pass. */
import type { PolicyDocument } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { tokenAuthorizer } from '@sallyport/lambda';
import { createLocalApiGateway } from '@sallyport/local-api-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleGate } from '../../packages/dev/src/gates/bundle.ts';
import { echoResponse } from '../../packages/dev/src/gates/echo-origin.ts';
import { startWorkerGate, WORKER_ENTRY, type WorkerGate } from '../../packages/dev/src/gates/worker.ts';
import { sendHttp } from '../support/http.ts';

const issuer = createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' });
const policy: PolicyDocument = {
  issuers: { main: { issuer: issuer.issuer, audience: 'https://api.acme.dev' } },
  routes: {
    '/api/*': 'authenticated',
    '/api/items:batchDelete': { roles: ['admin'] },
    '/api/café': { roles: ['admin'] },
    '/api/admin': { roles: ['admin'] },
    '/api/admin/*': { roles: ['admin'] },
  },
};

/** Spellings of the three literals that some origin reads as the literal itself. */
const SPELLINGS = [
  '/api/items:batchDelete',
  '/api/items%3AbatchDelete',
  '/api/items%3abatchDelete',
  '/api/%69tems:batchDelete',
  '/api/caf%c3%a9',
  '/api/caf%C3%A9',
  '/api/%63af%C3%A9',
  '/api/admin',
  '/api/%61dmin',
  '/api/%61%64%6D%69%6e',
  '/%61pi/admin',
  '/api/%61dmin/x',
  '/api//admin',
  '//api/admin',
  '/api/./admin',
  '/api/x/../admin',
  '/api/%2e/admin',
  '/api/x/%2e%2e/admin',
  '/api/admin/',
  '/api/admin;x',
  '/api/;/admin',
  '/api%2fadmin',
  '/api/x%5c..%5cadmin',
  '/api/%2561dmin',
];

let worker: WorkerGate;
let plain: string;
let admin: string;

beforeAll(async () => {
  const resolveDir = new URL('../../packages/dev/src/gates/', import.meta.url).pathname;
  worker = await startWorkerGate({
    port: 0,
    bundle: await bundleGate(WORKER_ENTRY, policy, { resolveDir, conditions: ['source'] }),
    variables: {},
    outbound: (request) => issuer.fetchPort(request),
    origin: echoResponse,
    onDecision: () => {},
  });
  plain = `Bearer ${await issuer.mint()}`;
  admin = `Bearer ${await issuer.mint({}, { roles: ['admin'] })}`;
}, 60_000);
afterAll(() => worker?.close());

describe('at the Worker gate', () => {
  test.each(SPELLINGS)('%s does not reach the origin without the role', async (target) => {
    for (const method of ['GET', 'POST']) {
      expect([400, 403]).toContain((await sendHttp(worker.port, method, target, { authorization: plain })).status);
    }
  });

  test('the wildcard itself serves, and the role opens the literals in their canonical spelling', async () => {
    for (const target of ['/api/other', '/api/items:other', '/api/caf', '/api/a%20b']) {
      expect((await sendHttp(worker.port, 'GET', target, { authorization: plain })).status).toBe(200);
    }
    for (const target of ['/api/items:batchDelete', '/api/caf%C3%A9', '/api/admin/x']) {
      expect((await sendHttp(worker.port, 'GET', target, { authorization: admin })).status).toBe(200);
    }
  });
});

describe.each(['raw', 'decodedOnce'] as const)('at the Lambda gate, methodArn %s', (methodArnPath) => {
  const gateway = createLocalApiGateway({
    ...{ apiId: 'abcdef1234', region: 'eu-west-1', accountId: '123456789012', stage: 'prod', methodArnPath },
    authorizers: {
      gate: {
        type: 'TOKEN',
        handler: tokenAuthorizer(policy, { ports: { fetch: issuer.fetchPort }, log: () => {} }),
        resultTtlSeconds: 300,
      },
    },
    routes: ['/', '/{proxy+}'].map((path) => ({
      method: 'ANY',
      path,
      authorizer: 'gate',
      integration: () => ({ status: 200, body: 'origin' }),
    })),
  });
  const ask = async (path: string, authorization: string) =>
    gateway.invoke({ method: 'GET', path, headers: { authorization } });

  test.each(SPELLINGS)('%s is denied over a document cached for the wildcard', async (target) => {
    expect((await ask('/api/other', plain)).status).toBe(200);
    const answer = await ask(target, plain);
    expect(answer.status).toBe(403);
    expect(answer.cached).toBe(true);
  });

  test.each(SPELLINGS)('%s is denied when it is the first request, and poisons nothing', async (target) => {
    gateway.flushCache();
    expect((await ask(target, plain)).status).toBe(403);
    expect((await ask('/api/other', plain)).status).toBe(200);
  });

  test('the role opens the literal', async () => {
    expect((await ask('/api/admin/x', admin)).status).toBe(200);
    expect((await ask('/api/items:batchDelete', admin)).status).toBe(200);
  });
});
