/** Every kind of authorizer as a user ships it: bundled into one module without imports, then called. */
import { fileURLToPath } from 'node:url';
import { createTestIssuer } from '@sallyport/core/testing';
import type { AuthorizerAnswer, SimpleAnswer } from '@sallyport/lambda';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AUDIENCE, ISSUER } from './authorizers/setting.ts';
import { readEvent } from './events/read.ts';

const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE });
const PACKAGE = fileURLToPath(new URL('../../packages/cli/', import.meta.url));

type Handler = (event: unknown, context: unknown) => Promise<AuthorizerAnswer | SimpleAnswer>;

async function bundle(call: string): Promise<{ handler: Handler; bytes: number }> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as gate from '@sallyport/lambda';
        const toPolicy = (apiGateway) => ({
          issuers: { main: { issuer: '${ISSUER}', audience: '${AUDIENCE}' } },
          routes: { 'GET /orders/:id': { scopes: ['read:orders'] }, 'GET /ws': 'authenticated' },
          log: { decisions: 'off' },
          apiGateway,
        });
        export const handler = gate.${call};`,
      loader: 'js',
      resolveDir: PACKAGE,
    },
    absWorkingDir: PACKAGE,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['source'],
    target: 'node22',
    logLevel: 'silent',
    outfile: 'index.mjs',
  });
  const text = outputFiles[0]?.text ?? '';
  expect(text).not.toMatch(/^import |\brequire\(/m);
  const module: { handler: Handler } = await import(
    `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`
  );
  return { handler: module.handler, bytes: text.length };
}

const realFetch = globalThis.fetch;
beforeAll(() => {
  globalThis.fetch = (input, init) => issuer.fetchPort(new Request(input, init));
});
afterAll(() => {
  globalThis.fetch = realFetch;
});

describe('a bundle', () => {
  test.each([
    ['tokenAuthorizer(toPolicy({}))', 'token'],
    ["requestAuthorizer(toPolicy({ kind: 'rest-request' }))", 'request-rest'],
    ["httpApiAuthorizer(toPolicy({ kind: 'http-iam' }))", 'request-http-v2'],
    ["httpApiAuthorizer(toPolicy({ kind: 'http-simple', resultTtlSeconds: 0 }))", 'request-http-v2'],
    ["webSocketAuthorizer(toPolicy({ kind: 'websocket' }), { route: 'GET /ws' })", 'websocket-connect'],
    ["lambdaAuthorizer(toPolicy({ kind: 'http-iam' }))", 'request-http-v1'],
  ])('of %s answers %s, and throws exactly Unauthorized for a token that is not accepted', async (call, name) => {
    const { handler, bytes } = await bundle(call);
    expect(bytes).toBeLessThan(200_000);
    const answer = await handler(readEvent(name, await issuer.mint({}, { scopes: ['read:orders'] })), {});
    const effects = 'isAuthorized' in answer ? answer.isAuthorized : answer.policyDocument.Statement[0]?.Effect;
    expect(effects).toBe('isAuthorized' in answer ? true : 'Allow');
    await expect(handler(readEvent(name, 'a.b.c'), {})).rejects.toThrow(/^Unauthorized$/);
    await expect(handler(readEvent('appsync'), {})).rejects.toThrow(/^event_malformed$/);
    if (name === 'token') console.log(`bundle with the grammar of documents: ${bytes} bytes`);
  });
});
