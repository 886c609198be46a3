import { env } from 'cloudflare:workers';
import { type SallyportEnv, sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { acmeIssuer, acmePolicy } from './acme.ts';

const issuer = acmeIssuer();
// biome-ignore lint/suspicious/noTemplateCurlyInString: the policy's own notation for a variable.
const policy = acmePolicy('${ISSUER}', { cors: { origins: ['https://app.acme.dev'] } });

const app = new Hono<SallyportEnv>();
app.use('*', sallyport(policy, { env, fetch: issuer.fetchPort, log: () => {} }));
app.get('/health', (c) => c.text('ok'));
app.get('/me', (c) => c.json({ subject: c.var.principal?.subject }));
app.get('/items/far', async () => fetchFar());
app.get('/items/socket', () => {
  const [client, server] = Object.values(new WebSocketPair());
  server?.accept();
  server?.send('hello');
  return new Response(null, { status: 101, webSocket: client } as ResponseInit);
});

declare const WebSocketPair: new () => Record<string, object & { accept(): void; send(text: string): void }>;

/** An answer that was fetched: its headers are immutable in workerd. */
async function fetchFar(): Promise<Response> {
  const origin = env.ORIGIN as { fetch(url: string): Promise<Response> };
  return origin.fetch('https://far.acme.dev/');
}

async function bearer(): Promise<{ headers: Record<string, string> }> {
  return { headers: { Authorization: `Bearer ${await issuer.mint({}, { subject: 'ann' })}` } };
}

describe('the middleware in workerd', () => {
  test('lets public routes through and denies the rest without a token', async () => {
    expect(await (await app.request('/health')).text()).toBe('ok');
    const denied = await app.request('/me');
    expect([denied.status, denied.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="api"']);
  });

  test('gives handlers the principal', async () => {
    expect(await (await app.request('/me', await bearer())).json()).toEqual({ subject: 'ann' });
  });

  test('writes its headers over an answer that was fetched', async () => {
    const { headers } = await bearer();
    const answer = await app.request('/items/far', { headers: { ...headers, Origin: 'https://app.acme.dev' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('https://app.acme.dev');
  });

  test('leaves a WebSocket to its handler', async () => {
    const { headers } = await bearer();
    const answer = await app.request('/items/socket', { headers: { ...headers, Upgrade: 'websocket' } });
    expect(answer.status).toBe(101);
    expect(Reflect.get(answer, 'webSocket')).toBeTruthy();
    expect([...answer.headers]).toEqual([]);
  });
});
