/**
 * Servers on loopback: a web-standard handler (an issuer), and an origin that records what reaches it.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A listening server. */
export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly port: number;
  readonly server: Server;
  readonly stop: () => Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function listenOnLoopback(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      // One by one: the server forgets sockets that were upgraded.
      for (const socket of sockets) socket.destroy();
    });
  return { origin: `http://127.0.0.1:${port}`, port, server, stop };
}

/** Serves GET requests with a web-standard handler, which may be made once the address is known. */
export async function serveHandler(
  toHandler: (origin: string) => (request: Request) => Promise<Response>,
): Promise<LoopbackServer> {
  let handler: ((request: Request) => Promise<Response>) | null = null;
  const served = await listenOnLoopback((incoming, outgoing) => {
    void respond(handler, incoming, outgoing);
  });
  handler = toHandler(served.origin);
  return served;
}

async function respond(
  handler: ((request: Request) => Promise<Response>) | null,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    const answer = await handler?.(new Request(`http://${incoming.headers.host}${incoming.url}`));
    outgoing.writeHead(answer?.status ?? 503, Object.fromEntries(answer?.headers ?? []));
    outgoing.end(await answer?.text());
  } catch {
    outgoing.destroy();
  }
}

/** A request as the origin received it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** An origin that answers everything, and remembers it. */
export interface RecordingOrigin extends LoopbackServer {
  readonly seen: SeenRequest[];
}

/** Starts an origin; `answers` by path take over from the default, which is the text `origin`. */
export async function startOrigin(answers: Readonly<Record<string, RequestListener>> = {}): Promise<RecordingOrigin> {
  const seen: SeenRequest[] = [];
  const served = await listenOnLoopback((incoming, outgoing) => {
    const { method = '', url = '', rawHeaders } = incoming;
    const names = rawHeaders.filter((_text, index) => index % 2 === 0);
    seen.push({
      ...{ method, url },
      headers: names.map((name, index) => [name.toLowerCase(), rawHeaders[index * 2 + 1] ?? ''] as const),
    });
    const answer = answers[url.split('?', 1)[0] ?? ''];
    if (answer) answer(incoming, outgoing);
    else outgoing.end('origin');
  });
  return { ...served, seen };
}
