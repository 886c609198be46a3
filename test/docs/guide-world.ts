/**
 * What lines of the guides need around them: an issuer on loopback, a repository, an API's description, a log line.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthorizer, createWebPorts, toLogRecord } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { ENVIRONMENT, MAIN } from '../cli/commands/sallyport.ts';
import { type LoopbackServer, listenOnLoopback } from '../support/loopback.ts';
import { ROOT } from './markdown.ts';

const AUDIENCE = 'https://api.acme.dev';
const ROUTES = { 'GET /orders/:id': { scopes: ['read:orders'] }, 'GET /ws': 'authenticated' } as const;

/** What a line needs to be the policy of its folder. */
export type Around = 'a provider' | 'an issuer here' | 'a WebSocket API' | 'a finding';

/** The places where lines run. */
export interface GuideWorld {
  readonly folder: string;
  /** Makes the folder's policy the one that a line needs. */
  readonly place: (around: Around) => Promise<void>;
  /** Runs a line as a shell does, `sallyport` from its sources; standard output goes to a file, as tokens should. */
  readonly run: (line: string) => Promise<{ readonly exitCode: number; readonly out: string; readonly err: string }>;
  readonly stop: () => Promise<void>;
}

/** Makes all of it. */
export async function createGuideWorld(): Promise<GuideWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-guide-world-'));
  const write = (name: string, content: unknown): Promise<void> =>
    writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  const issuer = await serveIssuer();
  await write('openapi.yaml', 'openapi: 3.1.0\npaths:\n  /orders/{id}:\n    get: {}\n  /ws:\n    get: {}\n');
  await write('line.json', await toLogLine());
  await cp(join(ROOT, 'examples/quickstart'), join(folder, 'examples/quickstart'), { recursive: true });
  const policies: Readonly<Record<Around, object>> = {
    'a provider': {
      issuers: { staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' } },
      routes: ROUTES,
      apiGateway: { unknownPaths: 'never' },
    },
    'an issuer here': { issuers: { machines: { issuer: issuer.origin, audience: AUDIENCE } }, routes: ROUTES },
    'a WebSocket API': {
      issuers: { machines: { issuer: 'https://tokens.acme.dev', audience: AUDIENCE } },
      routes: ROUTES,
      apiGateway: { kind: 'websocket', resultTtlSeconds: 0 },
    },
    'a finding': { issuers: {}, routes: { 'GET /orders': 'pubic' } },
  };
  await write('token.txt', issuer.token);
  const run = (line: string) => runLine(line, folder, issuer.token);
  await write('sallyport.jsonc', policies['a provider']);
  const author = '-c user.name=ann -c user.email=ann@acme.dev';
  await run(`git init -q -b main . && git add sallyport.jsonc && git ${author} commit -q -m policy`);
  return {
    folder,
    place: (around) => write('sallyport.jsonc', policies[around]),
    run,
    stop: async () => {
      await issuer.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serveIssuer(): Promise<LoopbackServer & { readonly token: string }> {
  let answer: ((request: Request) => Promise<Response>) | null = null;
  const served = await listenOnLoopback(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
    const { method = 'GET', url = '/' } = incoming;
    const body = method === 'POST' ? { body: Buffer.concat(chunks) } : {};
    const response = await answer?.(new Request(new URL(url, served.origin), { method, headers, ...body }));
    outgoing.writeHead(response?.status ?? 500, Object.fromEntries(response?.headers ?? []));
    outgoing.end(await response?.text());
  });
  const clients = { ID: { secret: 'the-secret-of-the-client', scopes: ['read:orders'] } };
  const issuer = createTestIssuer({ issuer: served.origin, audience: AUDIENCE, clients });
  answer = issuer.fetch;
  return { ...served, token: await issuer.mint({}, { scopes: ['read:orders'] }) };
}

/** A line of a gate's log: a denial. */
async function toLogLine(): Promise<string> {
  const policy = { issuers: { machines: { issuer: 'https://tokens.acme.dev', audience: AUDIENCE } }, routes: ROUTES };
  const authorizer = createAuthorizer(policy, createWebPorts());
  const decision = await authorizer.authorize({ method: 'GET', url: '/orders/1', headers: new Headers() });
  return `${JSON.stringify(await toLogRecord(decision, authorizer.policy.log))}\n`;
}

async function runLine(line: string, folder: string, token: string) {
  const program = `"$NODE" --conditions=source "$MAIN"`;
  const own = line.replaceAll(/npx (?:-y pnpm@12 exec )?sallyport\b/g, program);
  const env = {
    ...process.env,
    ...ENVIRONMENT,
    NODE: process.execPath,
    MAIN,
    NAME: 'the-secret-of-the-client',
    TOKEN: token,
  };
  const child = spawn('sh', ['-c', `{ ${own}\n} > out.txt`], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const [exitCode] = await once(child, 'close');
  return { exitCode: Number(exitCode), out: await readFile(join(folder, 'out.txt'), 'utf8'), err };
}
