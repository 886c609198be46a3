/**
 * An API behind the gateway, in Express: no tokens, no keys, no route rules, only who is calling.
 *
 * Trust: identity headers are worth what the way to this server is worth. Nobody but the gateway may reach it.
 */
import express from 'express';

/** The application, not yet listening. */
export function createOrigin() {
  const app = express();
  app.disable('x-powered-by');
  // The gateway overwrites `X-Forwarded-*`, so the one hop before this server may be believed.
  app.set('trust proxy', 1);
  app.use(express.json({ limit: '100kb' }));
  app.use((request, _response, next) => {
    request.caller = readCaller(request);
    next();
  });

  app.get('/health', (_request, response) => {
    response.json({ ok: true });
  });
  app.get('/orders/:id', ({ params, caller }, response) => {
    response.json({ id: params.id, readBy: caller });
  });
  app.post('/orders', ({ body, caller }, response) => {
    response.status(201).location('/orders/1').json({ order: body, writtenBy: caller });
  });
  // One event a second until the client leaves.
  app.get('/users/:user/events', (request, response) => {
    response.type('text/event-stream').flushHeaders();
    const send = () => response.write(`data: ${JSON.stringify({ for: request.params.user })}\n\n`);
    send();
    const timer = setInterval(send, 1000);
    request.on('close', () => clearInterval(timer));
  });
  app.get('/users/:user', ({ params, caller }, response) => {
    response.json({ user: params.user, readBy: caller });
  });
  return app;
}

/** Who is calling, as the gateway tells it, or null on a public route. */
function readCaller(request) {
  const [issuer, id] = ['x-user-issuer', 'x-user-id'].map((name) => request.get(name));
  if (issuer === undefined || id === undefined) return null;
  const scopes = (request.get('x-user-scopes') ?? '').split(',').filter((scope) => scope !== '');
  // A subject is unique within its issuer only.
  return { issuer: decodeURIComponent(issuer), id: decodeURIComponent(id), scopes: scopes.map(decodeURIComponent) };
}

if (process.argv[1] === import.meta.filename) {
  const port = Number(process.env.PORT ?? 3000);
  createOrigin().listen(port, '127.0.0.1', () => console.log(`origin on http://127.0.0.1:${port}`));
}
