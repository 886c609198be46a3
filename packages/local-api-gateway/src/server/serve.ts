/**
 * Serves a gateway over HTTP on one address, passing every request target on exactly as it was sent.
 *
 * Trust: anything may be sent to the port; a client is told a fixed sentence and never an error's text. Node gives the
 *   target and the header list verbatim (`req.url`, `rawHeaders`), duplicates included.
 * Does not: speak TLS or HTTP/2.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { requireConfig } from '../config-error.ts';
import type { LocalRequest, LocalResponse } from '../exchange.ts';
import { type LocalApiGateway, MAX_BODY_BYTES } from '../gateway.ts';
import { DEFAULT_STAGE } from '../protocol.ts';
import type { LocalWebSocketGateway } from '../web-socket.ts';
import { toRawHeaders, toSourceIp } from './incoming.ts';
import { stripStage } from './stage-prefix.ts';
import { serveUpgrade } from './web-socket.ts';

/** Where and how to serve. */
export type ServeOptions = {
  /** 0 takes a free port. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /**
   * `strip`: URLs start with `/{stage}`, as at `execute-api`; `absent` (default): as behind a custom domain, and at the
   * `$default` stage of an HTTP API, whose URLs have none.
   */
  readonly stagePrefix?: 'strip' | 'absent';
};

/** A server that listens. */
export type LocalApiGatewayServer = {
  readonly host: string;
  readonly port: number;
  /** Without a trailing slash. */
  readonly url: string;
  /** Stops listening, ends every connection and every wait for a handler. May be called twice. */
  readonly close: () => Promise<void>;
};

/** Starts the server. Rejects with the system's error when the address is taken, and for options that cannot work. */
export async function serveLocalApiGateway(
  gateway: LocalApiGateway | LocalWebSocketGateway,
  options: ServeOptions,
): Promise<LocalApiGatewayServer> {
  const { port, host = '127.0.0.1', stagePrefix = 'absent' } = options;
  requireConfig(Number.isInteger(port) && port >= 0 && port <= 65_535, 'port must be a whole number from 0 to 65535');
  requireConfig(stagePrefix === 'strip' || stagePrefix === 'absent', 'stagePrefix must be "strip" or "absent"');
  requireConfig(stagePrefix === 'absent' || gateway.stage !== DEFAULT_STAGE, 'stagePrefix: $default is never in a URL');
  const stop = new AbortController();
  const server = createServer((request, response) => {
    serveRequest(gateway, stagePrefix, stop.signal, request)
      .then((answer) => send(answer, request, response))
      .catch(() => response.destroy());
  });
  server.on('clientError', refuseConnection);
  const upgraded = new Set<Duplex>();
  if (gateway.protocol === 'WEBSOCKET') {
    server.on('upgrade', (message, socket, head) => {
      upgraded.add(socket);
      socket.on('close', () => upgraded.delete(socket));
      const { url = '/' } = message;
      const path = stagePrefix === 'absent' ? url : stripStage(url, gateway.stage);
      serveUpgrade(gateway, path, message, socket, head, stop.signal).catch(() => socket.destroy());
    });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  let closed: Promise<void> | undefined;
  return {
    host,
    port: bound,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close() {
      closed ??= new Promise((resolve) => {
        stop.abort();
        server.close(() => resolve());
        server.closeAllConnections();
        // Node counts an upgraded connection no longer as the server's own.
        for (const socket of upgraded) socket.destroy();
      });
      return closed;
    },
  };
}

async function serveRequest(
  gateway: LocalApiGateway | LocalWebSocketGateway,
  stagePrefix: 'strip' | 'absent',
  signal: AbortSignal,
  message: IncomingMessage,
): Promise<LocalResponse> {
  const { method = '', url = '', rawHeaders } = message;
  const request: LocalRequest = {
    method,
    path: url,
    headers: toRawHeaders(rawHeaders),
    body: await readBody(message),
    sourceIp: toSourceIp(message.socket.remoteAddress),
    signal,
  };
  // A plain request to a WebSocket API asks for no connection [unverified: web-socket-bodies].
  if (gateway.protocol === 'WEBSOCKET') return gateway.refuseStage(request);
  if (stagePrefix === 'absent') return gateway.invoke(request);
  const path = stripStage(url, gateway.stage);
  return path === undefined ? gateway.refuseStage(request) : gateway.invoke({ ...request, path });
}

// One byte past the limit is enough for the gateway to refuse the body; the rest is read and dropped.
async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    if (bytes <= MAX_BODY_BYTES && Buffer.isBuffer(chunk)) {
      chunks.push(chunk);
      bytes += chunk.length;
    }
  }
  return Buffer.concat(chunks).toString();
}

function send(answer: LocalResponse, request: IncomingMessage, response: ServerResponse): void {
  const bodiless = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
  const headers = Object.entries(answer.headers).map(([name, value]): [string, string | string[]] => [
    name,
    typeof value === 'string' ? value : [...value],
  ]);
  if (!bodiless) headers.push(['content-length', String(Buffer.byteLength(answer.body))]);
  response.writeHead(answer.status, Object.fromEntries(headers));
  response.end(bodiless ? undefined : answer.body);
}

function refuseConnection(error: Error, socket: Duplex): void {
  const tooLarge = 'code' in error && error.code === 'HPE_HEADER_OVERFLOW';
  const [line, text] = tooLarge
    ? ['431 Request Header Fields Too Large', 'Request headers too large']
    : ['400 Bad Request', 'Bad Request'];
  const body = JSON.stringify({ message: text });
  if (!socket.writable) return void socket.destroy();
  const head = [
    `HTTP/1.1 ${line}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
