/**
 * Many requests as bytes over few sockets that stay open; a request in hand has its socket to itself.
 */
import { connect, type Socket } from 'node:net';
import { parseAnswer, type RawAnswer, type RawRequest, toRequestText } from '../../support/raw-http.ts';

/** Open sockets to one port. */
export interface Connections {
  /** The answer, or null where the server closes or stays silent without one. */
  readonly send: (request: RawRequest) => Promise<RawAnswer | null>;
  readonly stop: () => void;
}

const SILENCE_MS = 3000;

/** Opens up to `count` sockets, each when it is first needed. */
export function openConnections(port: number, count = 24): Connections {
  const lanes: Lane[] = Array.from({ length: count }, () => ({ port, socket: null }));
  const idle = [...lanes];
  const waiting: ((lane: Lane) => void)[] = [];
  return {
    send: async (request) => {
      const lane = idle.pop() ?? (await new Promise<Lane>((resolve) => waiting.push(resolve)));
      try {
        const wasOpen = lane.socket !== null;
        const answer = await exchange(lane, request);
        // An open socket may have been closed by its other end meanwhile.
        return answer === null && wasOpen ? await exchange(lane, request) : answer;
      } finally {
        const next = waiting.shift();
        if (next) next(lane);
        else idle.push(lane);
      }
    },
    stop: () => {
      for (const { socket } of lanes) socket?.destroy();
    },
  };
}

interface Lane {
  readonly port: number;
  socket: Socket | null;
}

function exchange(lane: Lane, request: RawRequest): Promise<RawAnswer | null> {
  const socket = lane.socket ?? connect({ port: lane.port, host: '127.0.0.1', noDelay: true });
  lane.socket = socket;
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const finish = (fate: 'keep' | 'drop'): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (fate === 'drop') {
        socket.on('error', () => {}).destroy();
        lane.socket = null;
      }
      resolve(bytes.includes('\r\n\r\n') ? parseAnswer(bytes) : null);
    };
    const timer = setTimeout(() => finish('drop'), SILENCE_MS);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = findEnd(bytes, request.method ?? 'GET');
      if (end !== null) finish(end === bytes.length && !isLast(bytes) ? 'keep' : 'drop');
    });
    socket.on('error', () => finish('drop'));
    socket.on('close', () => finish('drop'));
    const headers = [...(request.headers ?? []), ['Connection', 'keep-alive'] as const];
    socket.write(toRequestText({ ...request, headers }));
  });
}

/** Where the answer ends, or null while it has not, or while only a close will tell. */
function findEnd(bytes: Buffer, method: string): number | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const bodyAt = headEnd + 4;
  if (method === 'HEAD' || /^HTTP\/1\.1 (1\d\d|204|304)/.test(head)) return bodyAt;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return bytes.length >= bodyAt + Number(length) ? bodyAt + Number(length) : null;
  const last = bytes.indexOf('0\r\n\r\n', bodyAt);
  return /\r\ntransfer-encoding: *chunked/i.test(head) && last >= 0 ? last + 5 : null;
}

function isLast(bytes: Buffer): boolean {
  return /\r\nconnection: *close/i.test(bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString('latin1'));
}
