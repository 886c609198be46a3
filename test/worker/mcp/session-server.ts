/**
 * An MCP server with sessions on loopback, as the SDK makes one for Node: it checks no token, and believes the gateway.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';

/** A running MCP server. */
export interface SessionServer extends LoopbackServer {
  /** What reached it, in order. */
  readonly seen: readonly { readonly method: string; readonly headers: IncomingMessage['headers'] }[];
  /** Ids of the sessions that are open. */
  readonly open: ReadonlySet<string>;
}

/** Starts one: `/mcp` and `/mcp/admin` are endpoints with tools and sessions of their own. */
export async function startSessionServer(): Promise<SessionServer> {
  const seen: { method: string; headers: IncomingMessage['headers'] }[] = [];
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const open = new Set<string>();

  const createTransport = async (path: string): Promise<StreamableHTTPServerTransport> => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        transports.set(id, transport);
        open.add(id);
      },
      onsessionclosed: (id) => void open.delete(id),
    });
    // The SDK's own types disagree under exactOptionalPropertyTypes.
    await createServer(path).connect(transport as Parameters<McpServer['connect']>[0]);
    return transport;
  };
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const session = incoming.headers['mcp-session-id'];
    const known = typeof session === 'string' ? transports.get(session) : undefined;
    const transport = known ?? (await createTransport(incoming.url ?? ''));
    await transport.handleRequest(incoming, outgoing);
  };

  const served = await listenOnLoopback((incoming, outgoing) => {
    seen.push({ method: incoming.method ?? '', headers: incoming.headers });
    void answer(incoming, outgoing);
  });
  return { ...served, seen, open };
}

function createServer(path: string): McpServer {
  const server = new McpServer({ name: 'behind-the-gate', version: '1.0.0' }, { capabilities: { logging: {} } });
  if (path === '/mcp/admin') {
    server.registerTool('erase', { inputSchema: { id: z.string() } }, ({ id }) => toText(`erased ${id}`));
    return server;
  }
  server.registerTool('whoami', {}, ({ requestInfo }) => toText(String(requestInfo?.headers['x-user-id'])));
  server.registerTool('announce', { inputSchema: { text: z.string() } }, async ({ text }) => {
    // Related to no request: it takes the stream that the client opened with GET.
    await server.server.sendLoggingMessage({ level: 'info', data: text });
    return toText('announced');
  });
  return server;
}

function toText(text: string): { content: { type: 'text'; text: string }[] } {
  return { content: [{ type: 'text', text }] };
}
