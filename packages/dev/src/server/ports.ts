/**
 * Which port a local service listens on: the one that was asked for, or the next free one after its default.
 */
import { createServer } from 'node:net';

/** A port that was taken although it was asked for by number. */
export class PortTakenError extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`port ${port} is in use`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/** How many ports after a busy default are tried. */
const TRIES = 50;

/**
 * A free port on 127.0.0.1.
 *
 * @param wanted - `default` moves on to the next free port; `exactly` does not.
 * @param taken - Ports promised to others that do not listen yet.
 * @throws PortTakenError where a port wanted exactly is busy, or the default and all after it are.
 */
export async function findPort(
  port: number,
  wanted: 'default' | 'exactly',
  taken: ReadonlySet<number>,
): Promise<number> {
  if (port === 0) return listenOnce(0);
  for (let candidate = port; candidate < port + (wanted === 'default' ? TRIES : 1); candidate += 1) {
    if (taken.has(candidate)) continue;
    const bound = await listenOnce(candidate).catch(() => null);
    if (bound !== null) return bound;
  }
  throw new PortTakenError(port);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
