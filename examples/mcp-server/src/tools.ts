import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { Principal } from '@sallyport/core';
import { z } from 'zod';

const orders = new Map([
  ['1', { item: 'tea', status: 'open' }],
  ['2', { item: 'milk', status: 'open' }],
]);

/** The tools of `/mcp`: what anyone with `mcp:use` may do. */
export function createReader({ subject }: Principal): McpServer {
  const server = new McpServer({ name: 'acme-orders', version: '1.0.0' });
  server.registerTool(
    'find_order',
    { description: 'Finds an order by its number.', inputSchema: { id: z.string() } },
    ({ id }) => toText({ ...orders.get(id), id, askedBy: subject }),
  );
  return server;
}

/** The tools of `/mcp/admin`, which only a token with `mcp:admin` reaches. */
export function createAdmin({ subject }: Principal): McpServer {
  const server = new McpServer({ name: 'acme-orders-admin', version: '1.0.0' });
  server.registerTool(
    'cancel_order',
    { description: 'Cancels an order.', inputSchema: { id: z.string() }, annotations: { destructiveHint: true } },
    ({ id }) => toText({ ...orders.get(id), id, status: 'cancelled', cancelledBy: subject }),
  );
  return server;
}

function toText(value: object): { content: { type: 'text'; text: string }[] } {
  return { content: [{ type: 'text', text: JSON.stringify(value) }] };
}
