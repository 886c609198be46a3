/** A session of the Worker gate alone, for policies that the Lambda gate would not start with. */
import { compilePolicy, type PolicyDocument, PolicyError } from '@sallyport/core';
import { type DevOptions, type DevSession, parseTour, runTour, startDev, toTourTable } from '@sallyport/dev';
import { checkGate } from '@sallyport/lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sendHttp } from '../support/http.ts';

const REPORT_ONLY = { why: 'the first week', until: '2099-01-31' };
const POLICY: PolicyDocument = {
  issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
  routes: {
    'GET /orders/:id': { scopes: ['read:orders'], unsafeReportOnly: REPORT_ONLY },
    'GET /items/:id': { scopes: ['read:items'] },
    'GET /files/:id': { scopes: ['read:files'], unsafePath: { encodedSlash: 'ids hold slashes' } },
  },
};
const seen: Parameters<NonNullable<DevOptions['onDecision']>>[0][] = [];
let session: DevSession;

beforeAll(async () => {
  const ports = { worker: 0, issuer: 0, playground: 0 };
  const playground = { matrix: { personas: [], rows: [] } };
  const onDecision: DevOptions['onDecision'] = (decision) => seen.push(decision);
  session = await startDev({ policy: POLICY, authorizers: [], variables: {}, ports, playground, onDecision });
}, 60_000);
beforeEach(() => seen.splice(0));
afterAll(() => session?.stop());

async function ask(
  path: string,
  scopes?: readonly string[],
): Promise<{ readonly status: number; readonly body: object }> {
  const token = scopes === undefined ? null : await session.mint({ issuer: 'main', scopes });
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const { status, body } = await sendHttp(session.ports.worker, 'GET', path, headers);
  return { status, body: JSON.parse(body) as object };
}

test('the policy is one that the Lambda gate refuses', () => {
  const { policy } = compilePolicy(POLICY, { env: {} });
  if (policy === null) throw new Error('the policy has errors');
  expect(() => checkGate(policy)).toThrow(PolicyError);
});

test('no API Gateway has a port, and none is among the APIs', () => {
  expect(Object.keys(session.ports).toSorted()).toEqual(['issuer', 'playground', 'worker']);
  expect(session.apis).toEqual([]);
});

test('a route that reports lets through what it would deny, and the decision says for what', async () => {
  expect(await ask('/orders/1')).toMatchObject({ status: 200, body: { origin: 'echo', target: '/orders/1' } });
  const reported = { effect: 'allow', status: 200, mode: 'report', route: 'GET /orders/:id' };
  await expect.poll(() => seen).toMatchObject([{ gate: 'edge', record: { ...reported, wouldDeny: 'token_missing' } }]);
  expect(await ask('/orders/1', [])).toMatchObject({ status: 200 });
  await expect.poll(() => seen[1]).toMatchObject({ record: { ...reported, wouldDeny: 'scope_insufficient' } });
  expect(session.decisions()).toEqual(expect.arrayContaining(seen));
});

test('a route that admits an encoded slash gets it as it was sent, and no other route does', async () => {
  expect(await ask('/files/a%2Fb', ['read:files'])).toMatchObject({ status: 200, body: { target: '/files/a%2Fb' } });
  expect(await ask('/files/a%2Fb')).toMatchObject({ status: 401 });
  expect(await ask('/items/a%2Fb', ['read:items'])).toMatchObject({ status: 400 });
  await expect.poll(() => seen.map(({ record }) => record.reason)).toEqual(['token_missing', 'path_ambiguous']);
});

test('the playground is told that there is no API Gateway, and of no address for one', async () => {
  const headers = { host: `127.0.0.1:${session.ports.playground}`, 'x-sallyport-playground': '1' };
  const { body } = await sendHttp(session.ports.playground ?? 0, 'GET', '/api/session', headers);
  const { addresses } = JSON.parse(body) as { readonly addresses: object };
  const { worker, issuer } = session.ports;
  expect(addresses).toEqual({
    worker: `http://127.0.0.1:${worker}`,
    issuer: `http://127.0.0.1:${issuer}`,
    apiGateway: null,
  });
});

test('a tour is walked at the Worker gate alone', async () => {
  const request = 'GET /items/1';
  const token = { issuer: 'main', scopes: ['read:items'] };
  const rows = [
    { name: 'nobody', request, edge: '401 token_missing' },
    { name: 'a good token', request, token, edge: '200', originSees: { authorization: null } },
    { name: 'wrong', request, token: { issuer: 'main' }, edge: '200' },
  ];
  const tour = parseTour(rows, 'rest-token', 'workerAlone');
  const results = await runTour(session, tour.rows, () => undefined);
  const nothing = { expectedApiGateway: null, apiGateway: null, authorizerInvoked: false, kinds: [] };
  expect(results).toMatchObject([
    { agrees: true, edge: '401 token_missing', ...nothing },
    { agrees: true, edge: '200', ...nothing },
    { agrees: false, edge: '403', ...nothing },
  ]);
  expect(toTourTable(results).split('\n')).toEqual([
    '   request                     edge',
    '-  --------------------------  -----------------',
    '✔  nobody: GET /items/1        401 token_missing',
    '✔  a good token: GET /items/1  200',
    '✘  wrong: GET /items/1         ✘ 403',
    '',
    '✘ wrong: the edge answers 403, not 200',
  ]);
});
