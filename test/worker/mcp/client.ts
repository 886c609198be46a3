/**
 * The SDK's client, connected over its own transport; what a test asks of it in one line.
 */
// First: what follows imports what it is about.
import './published-code.ts';

import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** A client and the transport that it was, or will be, connected with. */
export interface McpConnection {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  /** @throws UnauthorizedError where the browser was sent to sign in first. */
  readonly connect: () => Promise<void>;
}

/** A client that is not connected yet. */
export function createConnection(url: URL, authProvider: OAuthClientProvider, fetchPort = fetch): McpConnection {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(url, { authProvider, fetch: fetchPort });
  // The SDK's own types disagree under exactOptionalPropertyTypes.
  const connect = (): Promise<void> => client.connect(transport as Parameters<Client['connect']>[0]);
  return { client, transport, connect };
}

/** Calls a tool and reads the text that it answers. */
export async function callForText(client: Client, name: string, given: Record<string, unknown> = {}): Promise<string> {
  const { content } = await client.callTool({ name, arguments: given });
  const [first] = Array.isArray(content) ? content : [];
  if (first?.type !== 'text') throw new Error(`${name} answered no text`);
  return first.text;
}
