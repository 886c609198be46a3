import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGatewayWorker } from '@sallyport/worker';
import express, { type RequestHandler } from 'express';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseDocument, ROOT } from '../../docs/markdown.ts';
import { acmePolicy } from '../acme.ts';
import { issuer, keys } from './gate.ts';

/** Two origins of one gate, both guarded by the code of the README as it stands there. */
interface Stage {
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
  readonly origin: string;
  readonly other: string;
  /** The latest assertion that reached an origin. */
  readonly seen: () => string;
  readonly stop: () => Promise<void>;
}

const token = await issuer.mint({}, { subject: 'ann' });
const bearer = { Authorization: `Bearer ${token}` };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 30_000);
afterAll(() => stage.stop());

/** The verifier, from the README's own text, told its surroundings by environment variables as it asks. */
async function readVerifier(environment: Readonly<Record<string, string>>): Promise<RequestHandler> {
  const readme = await readFile(join(ROOT, 'packages/worker/README.md'), 'utf8');
  const block = parseDocument('README.md', readme).blocks.find(({ text }) => text.includes('requireAssertion'));
  if (block === undefined) throw new Error('The README has no verifier.');
  expect(block.text.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(14);
  const cache = join(ROOT, 'node_modules/.cache/sallyport');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'verifier-'));
  try {
    const file = join(folder, 'verifier.mjs');
    await writeFile(file, block.text);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const module: unknown = await import(/* @vite-ignore */ pathToFileURL(file).href);
    const handler: unknown = Reflect.get(Object(module), 'requireAssertion');
    if (!isHandler(handler)) throw new Error('The README exports no verifier.');
    return handler;
  } finally {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  }
}

function isHandler(value: unknown): value is RequestHandler {
  return typeof value === 'function';
}

async function listen(handler: Parameters<typeof createServer>[1]) {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${address.port}`, stop };
}

async function openStage(): Promise<Stage> {
  let answerGate: (path: string, init?: RequestInit) => Promise<Response> = async () => new Response(null);
  // What the origin reads of the gate over the network: its published keys.
  const gate = await listen((request, response) => {
    void answerGate(request.url ?? '/').then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    });
  });
  let latest = '';
  const openOrigin = async () => {
    const app = express();
    const origin = await listen(app);
    app.use((request, _response, next) => {
      latest = request.get('sallyport-assertion') ?? latest;
      next();
    });
    app.use(await readVerifier({ GATE_ORIGIN: gate.origin, OWN_ORIGIN: origin.origin }));
    app.use((request, response) => void response.json(Object(request).principal));
    return origin;
  };
  const one = await openOrigin();
  const two = await openOrigin();
  const policy = acmePolicy(issuer.issuer, {
    worker: {
      publicOrigin: gate.origin,
      origins: { '/': one.origin, '/items': two.origin },
      assertion: { key: `$\{KEY}` },
    },
  });
  const worker = createGatewayWorker(policy, { fetch: issuer.fetchPort, log: () => {} });
  answerGate = (path, init) =>
    worker.fetch(new Request(`${gate.origin}${path}`, init), { KEY: JSON.stringify(keys.current) });
  const stop = async (): Promise<void> => void (await Promise.all([gate.stop(), one.stop(), two.stop()]));
  return { send: answerGate, origin: one.origin, other: two.origin, seen: () => latest, stop };
}

describe('the verifier of the README, in Express', () => {
  const replay = async (origin: string, path: string, method = 'GET'): Promise<number> => {
    const headers = { 'sallyport-assertion': stage.seen() };
    return (await fetch(`${origin}${path}`, { method, headers })).status;
  };

  test('lets in what the gate sent, with its principal, at each of two origins', async () => {
    for (const path of ['/me?a=%61', '/items/%61%7c', '/users/ann/x']) {
      const answer = await stage.send(path, { headers: bearer });
      expect([answer.status, await answer.json()]).toMatchObject([200, { subject: 'ann', iss: issuer.issuer }]);
    }
    expect((await stage.send('/me', { method: 'HEAD', headers: bearer })).status).toBe(200);
  });

  test('refuses the same assertion at another origin, path or method, and lets it in where it belongs', async () => {
    await stage.send('/me', { headers: bearer });
    expect(await replay(stage.origin, '/me')).toBe(200);
    expect(await replay(stage.other, '/me')).toBe(401);
    expect(await replay(stage.origin, '/users/ann/x')).toBe(401);
    expect(await replay(stage.origin, '/me/')).toBe(401);
    expect(await replay(stage.origin, '/me', 'DELETE')).toBe(401);
    expect(await replay(stage.origin, '/me', 'HEAD')).toBe(401);
  });

  test('refuses none, a changed one and the caller own token', async () => {
    await stage.send('/me', { headers: bearer });
    expect((await fetch(`${stage.origin}/me`)).status).toBe(401);
    for (const text of [token, `${stage.seen().slice(0, -6)}AAAAAA`]) {
      expect((await fetch(`${stage.origin}/me`, { headers: { 'sallyport-assertion': text } })).status).toBe(401);
    }
  });

  test('and the gate refuses it as a token', async () => {
    await stage.send('/me', { headers: bearer });
    expect((await stage.send('/me', { headers: { Authorization: `Bearer ${stage.seen()}` } })).status).toBe(401);
  });
});
