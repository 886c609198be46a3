import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { Principal } from '@sallyport/core';
import { type GuardOptions, type SallyportEnv, sallyport } from '@sallyport/worker';
import { type Context, Hono } from 'hono';
import { policy } from '../.sallyport/policy.ts';
import { createAdmin, createReader } from './tools.ts';

/** Pages that may call, those of the policy's `cors`. */
const PAGES: ReadonlySet<string> = new Set(['https://inspector.acme.dev']);

/** The whole app, which a test can make without a Worker around it. */
export function createApp(options: GuardOptions): Hono<SallyportEnv> {
  const app = new Hono<SallyportEnv>();

  // First, and at '*': answers clients without a token, and the metadata that leads them to one.
  app.use('*', sallyport(policy, options));

  app.all('/mcp', (c) => serve(c, createReader));
  app.all('/mcp/admin', (c) => serve(c, createAdmin));

  return app;
}

async function serve(c: Context<SallyportEnv>, create: (principal: Principal) => McpServer): Promise<Response> {
  const { principal } = c.var;
  if (principal === null) throw new Error('The policy lets nobody in without a token.');
  // MCP's transport asks servers to refuse pages that they do not know, whatever token they hold.
  const origin = c.req.header('Origin');
  if (origin !== undefined && !PAGES.has(origin)) return c.json({ error: 'origin not allowed' }, 403);
  // Isolates share no memory, so there are no sessions: no stream to GET, none to DELETE.
  if (c.req.method !== 'POST') return c.body(null, 405, { Allow: 'POST' });

  // A server and a transport for each request: what one caller is told never reaches another.
  const transport = new WebStandardStreamableHTTPServerTransport();
  await create(principal).connect(transport);
  return transport.handleRequest(c.req.raw);
}
