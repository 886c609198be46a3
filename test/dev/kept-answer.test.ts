/** What `sallyport dev` tells of an answer that the local API Gateway gave from a result which it had kept. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { PolicyDocument } from '@sallyport/core';
import * as tools from '@sallyport/dev';
import { type DevSession, type KeptAnswer, startDev } from '@sallyport/dev';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildAuthorizers } from '../../packages/cli/src/dev/authorizers.ts';
import { toKeptLine } from '../../packages/cli/src/dev/kept-answer.ts';
import { toShownAnswer } from '../../packages/dev/src/playground/kept-answer.ts';

const POLICY: PolicyDocument = {
  issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
  routes: { 'GET /me': 'authenticated', '/admin/*': { scopes: ['admin'] } },
};
const kept: KeptAnswer[] = [];
let session: DevSession;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
  const input = { document: POLICY, kinds: ['rest-token'], connectRoute: null, variables: {}, folder } as const;
  const authorizers = await buildAuthorizers(tools, input);
  const ports = { worker: 0, issuer: 0, apiGateway: 0 };
  const onKept = (answer: KeptAnswer): number => kept.push(answer);
  session = await startDev({ policy: POLICY, authorizers, variables: {}, ports, onKept });
}, 60_000);
beforeEach(() => kept.splice(0));
afterAll(async () => {
  await session?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function ask(path: string, token: string): Promise<number> {
  const url = `http://127.0.0.1:${session.ports.apiGateway}${path}`;
  return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
}

test('a 403 and a 200 from a kept result are told with the request that it is of, without their queries', async () => {
  const token = await session.mint({ issuer: 'main' });
  expect(await ask('/me?first=1', token)).toBe(200);
  expect(kept).toEqual([]);
  expect([await ask('/admin/x?second=2', token), await ask('/me', token)]).toEqual([403, 200]);
  const from = { method: 'GET', path: '/me' };
  expect(kept).toEqual([
    { kind: 'rest-token', status: 403, effect: 'deny', method: 'GET', path: '/admin/x', from },
    { kind: 'rest-token', status: 200, effect: 'allow', method: 'GET', path: '/me', from },
  ]);
  expect(session.decisions()).toEqual([]);
});

test('an answer that the authorizer was asked for is not told as a kept one, nor is one without a token', async () => {
  const token = await session.mint({ issuer: 'main', scopes: ['admin'] });
  expect(await ask('/admin/x', token)).toBe(200);
  expect((await fetch(`http://127.0.0.1:${session.ports.apiGateway}/me`)).status).toBe(401);
  expect(kept).toEqual([]);
});

const DENIED: KeptAnswer = {
  ...{ kind: 'rest-token', status: 403, effect: 'deny', method: 'GET', path: '/admin/x' },
  from: { method: 'GET', path: '/me' },
};

test('the line says which request the result is of, and that nobody was asked', () => {
  expect(stripVTControlCharacters(toKeptLine(DENIED))).toBe(
    '  403 GET /admin/x  from the result that API Gateway kept of GET /me (the authorizer was not asked)',
  );
  expect(stripVTControlCharacters(toKeptLine({ ...DENIED, path: '/\u001b[2J\u202e' }))).not.toMatch(/[\u001b\u202e]/);
});

test("the playground's list shows it with the request that the result is of, and without an id to explain", () => {
  expect(toShownAnswer(DENIED, '2026-01-01T00:00:00.000Z')).toMatchObject({
    gate: 'apiGateway',
    keptFrom: 'GET /me',
    record: { ts: '2026-01-01T00:00:00.000Z', decisionId: '', status: 403, effect: 'deny', route: '/admin/x' },
  });
});
