/** `sallyport build --gate lambda` for every kind of API: the bundle decides its own kind's events. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTestIssuer } from '@sallyport/core/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

const issuer = createTestIssuer({ issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' });
let folder: Folder;
beforeEach(async () => {
  folder = await createFolder();
});
afterEach(() => folder.remove());

const place = async (kind: string): Promise<string> =>
  folder.place('sallyport.jsonc', {
    issuers: { staff: { issuer: issuer.issuer, audience: 'https://api.acme.dev', jwks: await issuer.jwks() } },
    routes: { 'GET /orders': 'authenticated', 'GET /ws': 'authenticated' },
    apiGateway: { kind, resultTtlSeconds: 0 },
  });
const readEvent = async (name: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(new URL(`../../lambda/events/${name}.json`, import.meta.url), 'utf8'));
const REST_ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/orders';

/** The event of a kind, with a credential in the place that its API reads. */
async function toEvent(kind: string, authorization: string): Promise<object> {
  const headers = { Authorization: authorization };
  const multiValueHeaders = { Authorization: [authorization] };
  if (kind === 'rest-token') return { type: 'TOKEN', authorizationToken: authorization, methodArn: REST_ARN };
  if (kind === 'rest-request') {
    return { ...(await readEvent('request-rest')), headers, multiValueHeaders, methodArn: REST_ARN };
  }
  if (kind === 'websocket') return { ...(await readEvent('websocket-connect')), headers, multiValueHeaders };
  const routeArn = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/$default/GET/orders';
  return {
    ...(await readEvent('request-http-v2')),
    headers: { authorization },
    identitySource: [authorization],
    routeArn,
  };
}

test.each([
  ['rest-token', [], { principalId: expect.any(String), policyDocument: expect.any(Object) }],
  ['rest-request', [], { principalId: expect.any(String), policyDocument: expect.any(Object) }],
  ['http-iam', [], { principalId: expect.any(String), policyDocument: expect.any(Object) }],
  ['http-simple', [], { isAuthorized: true }],
  ['websocket', ['--route', 'GET /ws'], { principalId: expect.any(String), policyDocument: expect.any(Object) }],
] as const)('builds %s: a good token is answered, a bad one is Unauthorized', async (kind, flags, expected) => {
  const run = await runSallyport(['build', '--gate', 'lambda', ...flags, await place(kind)]);
  expect(run).toMatchObject({ exitCode: 0, stdout: '' });
  const { handler } = await import(/* @vite-ignore */ pathToFileURL(join(folder.path, 'authorizer', 'index.mjs')).href);
  expect(await handler(await toEvent(kind, `Bearer ${await issuer.mint()}`), {})).toMatchObject(expected);
  const expired = await issuer.mint({}, { expiresInSeconds: -3_600 });
  await expect(handler(await toEvent(kind, `Bearer ${expired}`), {})).rejects.toThrow(/^Unauthorized$/);
});

test('asks for the route of a WebSocket API, and takes one nowhere else', async () => {
  const file = await place('websocket');
  const missing = await runSallyport(['build', '--gate', 'lambda', file]);
  expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
  expect(missing.stderr).toContain('GET /orders, GET /ws');
  expect((await runSallyport(['build', '--gate', 'lambda', '--route', 'GET /wss', file])).exitCode).toBe(2);
  expect((await runSallyport(['build', '--route', 'GET /ws', file])).exitCode).toBe(2);
  const rest = await place('rest-token');
  expect((await runSallyport(['build', '--gate', 'lambda', '--route', 'GET /ws', rest])).exitCode).toBe(2);
});
