/**
 * Serves a web-standard handler on loopback over Node's HTTP server.
 *
 * Does not: normalise the request target; `rawTarget` is what arrived.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as it came off the socket. */
export interface RawRequest {
  readonly method: string;
  /** The request target, verbatim. */
  readonly rawTarget: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A running server. */
export interface LocalServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** The largest body these local services read, in bytes. */
const MAX_BODY_BYTES = 1_048_576;

/** Listens on 127.0.0.1; port 0 takes any free one. Rejects with the system's error where the port is taken. */
export async function serveLocally(
  port: number,
  handler: (request: RawRequest) => Promise<Response>,
): Promise<LocalServer> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, handler).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: (request: RawRequest) => Promise<Response>,
): Promise<void> {
  const body = await readBody(incoming);
  if (body === null) {
    outgoing.writeHead(413).end();
    return;
  }
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  }
  const response = await handler({ method: incoming.method ?? 'GET', rawTarget: incoming.url ?? '/', headers, body });
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(new Uint8Array(await response.arrayBuffer()));
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(bytes);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
