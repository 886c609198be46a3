/**
 * Sends a row's request to one gate, its target as written: `fetch` would resolve dot segments before the gate saw them.
 */
import { randomBytes } from 'node:crypto';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';

/** What a gate answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A request to a gate on 127.0.0.1. */
export interface TourRequest {
  readonly port: number;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends it as a plain request. */
export function send({ port, method, target, headers }: TourRequest): Promise<Answer> {
  return receive(httpRequest({ host: '127.0.0.1', port, method, path: target, headers, agent: false }));
}

/** Asks for a WebSocket connection (RFC 6455, section 4.1), and ends the one that it gets, which counts as 101. */
export function connect({ port, method, target, headers }: TourRequest): Promise<Answer> {
  const upgrade = {
    ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  const all = { ...headers, ...upgrade };
  return receive(httpRequest({ host: '127.0.0.1', port, method, path: target, headers: all, agent: false }));
}

function receive(request: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('upgrade', ({ statusCode = 0 }: IncomingMessage, socket) => {
      socket.destroy();
      resolve({ status: statusCode, body: '' });
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end();
  });
}
