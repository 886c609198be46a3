/**
 * Speaks HTTP/1.1 as bytes on a socket, so that a test sends exactly the target and headers that it means to send.
 */
import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; repeated headers keep every value. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** What to send. */
export interface RawRequest {
  readonly method?: string;
  /** The request target, byte for byte. */
  readonly target: string;
  /** Header lines in order, as name and value; `Host` and `Connection: close` are added unless given. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

const TIMEOUT_MS = 10_000;

/** Sends one request on a fresh connection and reads the answer to its end. */
export async function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  const ended = readToEnd(socket);
  socket.write(toRequestText(request));
  return parseAnswer(await ended);
}

/** The request as text, one byte a character. */
export function toRequestText({ method = 'GET', target, headers = [], body }: RawRequest): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const has = (name: string): boolean => headers.some(([given]) => given.toLowerCase() === name);
  if (!has('host')) lines.unshift('Host: gate.acme.dev');
  if (!has('connection')) lines.push('Connection: close');
  if (body !== undefined && !has('transfer-encoding')) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`, 'latin1');
}

function readToEnd(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer in time')));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks)));
    socket.on('error', reject);
  });
}

/** Parses a whole answer; a chunked body is joined. */
export function parseAnswer(bytes: Buffer): RawAnswer {
  const text = bytes.toString('latin1');
  const headEnd = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const rest = text.slice(headEnd + 4);
  const chunked = headers.get('transfer-encoding')?.includes('chunked') ?? false;
  const body = Buffer.from(chunked ? joinChunks(rest) : rest, 'latin1').toString('utf8');
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}

function joinChunks(text: string): string {
  let joined = '';
  for (let at = 0; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (lineEnd === -1 || !(size > 0)) return joined;
    joined += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}
