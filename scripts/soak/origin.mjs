/**
 * The API behind the gateway: an Express application that believes the identity headers, and notes what must never
 * have reached it.
 */
import express from 'express';

/** The load names each request, so that the origin knows which ones the gate should have kept. */
export const KIND_HEADER = 'x-soak-kind';

/**
 * Starts it on a free port of 127.0.0.1.
 *
 * @param {ReadonlySet<string>} allowedKinds - Every other kind is a breach.
 */
export async function startSoakOrigin(allowedKinds) {
  const breaches = new Map();
  const app = express();
  app.disable('x-powered-by');
  app.use((incoming, _outgoing, next) => {
    const kind = String(incoming.headers[KIND_HEADER]);
    if (!allowedKinds.has(kind)) breaches.set(kind, (breaches.get(kind) ?? 0) + 1);
    next();
  });
  app.post('/items', express.raw({ type: () => true, limit: '1mb' }), (incoming, outgoing) => {
    outgoing.json({ user: incoming.headers['x-user-id'] ?? null, bytes: incoming.body.length });
  });
  app.use((incoming, outgoing) => {
    outgoing.json({ user: incoming.headers['x-user-id'] ?? null, path: incoming.path });
  });
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    breaches,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
