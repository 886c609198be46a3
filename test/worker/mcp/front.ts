/**
 * An address that is known before the server behind it has one: a resource's identifier holds its own port.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A listening front. */
export interface Front {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** Passes connections on, byte for byte, to this port of 127.0.0.1. */
  readonly leadTo: (port: number) => void;
  readonly stop: () => Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function openFront(): Promise<Front> {
  let target = 0;
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(target, '127.0.0.1');
    for (const [one, other] of [[incoming, outgoing] as const, [outgoing, incoming] as const]) {
      sockets.add(one);
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    leadTo: (given) => {
      target = given;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
