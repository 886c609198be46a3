/** Servers for tests, closed after each, and bytes to send them. */
import { connect } from 'node:net';
import { type LocalApiGatewayServer, type ServeOptions, serveLocalApiGateway } from '@sallyport/local-api-gateway';
import { afterEach } from 'vitest';
import { answerFor, createProbe, type Probe, type ProbeOptions } from '../fixture.ts';

const servers: LocalApiGatewayServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

export async function serve(probe: Probe, options: Partial<ServeOptions> = {}): Promise<LocalApiGatewayServer> {
  const server = await serveLocalApiGateway(probe.gateway, { port: 0, ...options });
  servers.push(server);
  return server;
}

export function allowing(options: ProbeOptions = {}): Probe {
  return createProbe(() => answerFor('Allow'), options);
}

/** Sends bytes as they are, and gives everything that comes back until the connection ends. */
export function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.on('error', reject);
  });
}

export function requestText(target: string, ...headers: readonly string[]): string {
  const lines = [`GET ${target} HTTP/1.1`, 'Host: local', 'Authorization: Bearer abc', 'Connection: close', ...headers];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
