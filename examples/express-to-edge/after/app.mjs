/**
 * The same Express API behind the gateway: it checks no token, and reads who is calling.
 *
 * Trust: identity headers are worth what the way to this server is worth. Nobody but the gateway may reach it.
 */
import express from 'express';
import { addRoutes } from '../routes.mjs';

/** The application, not yet listening. */
export function createAfter() {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, _response, next) => {
    const id = request.get('x-user-id');
    request.caller = id === undefined ? undefined : decodeURIComponent(id);
    next();
  });
  addRoutes(app);
  return app;
}

if (process.argv[1] === import.meta.filename) {
  const port = Number(process.env.PORT ?? 3000);
  createAfter().listen(port, '127.0.0.1', () => console.log(`API on http://127.0.0.1:${port}`));
}
