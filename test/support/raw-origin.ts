/**
 * An origin that answers in bytes: whatever a broken server, or a correct one that frameworks cannot be made to play,
 * puts on the wire.
 */
import { createServer, type Socket } from 'node:net';

/** What the origin does on a connection, told by the path of the first request on it. */
export type RawAnswers = Readonly<Record<string, (socket: Socket, head: string) => void>>;

/** A listening origin. */
export interface RawOrigin {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/** Listens on a free port; a path without an answer gets `200` and the text `raw`. */
export async function startRawOrigin(answers: RawAnswers): Promise<RawOrigin> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let received = '';
    const read = (chunk: Buffer): void => {
      received += chunk.toString('latin1');
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      socket.off('data', read);
      const head = received.slice(0, headEnd);
      const path = head.split(' ')[1] ?? '';
      const answer = answers[path] ?? ((to: Socket) => to.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nraw'));
      answer(socket, head);
      socket.resume();
    };
    socket.on('data', read);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the origin does not listen');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
