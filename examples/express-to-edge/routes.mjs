/**
 * The API itself, the same before and after: handlers read `request.caller` and know no token.
 */

/** Adds the routes; `guard` stands before those that the author remembered to guard. */
export function addRoutes(app, guard = (_request, _response, next) => next()) {
  app.get('/health', (_request, response) => {
    response.json({ ok: true });
  });
  app.get('/orders/:id', guard, ({ params, caller }, response) => {
    response.json({ id: params.id, readBy: caller });
  });
  app.post('/orders', guard, ({ caller }, response) => {
    response.status(201).json({ writtenBy: caller });
  });
  app.get('/users/:user', guard, ({ params, caller }, response) => {
    response.json({ user: params.user, readBy: caller });
  });
  // Added in a hurry.
  app.get('/reports/revenue', (_request, response) => {
    response.json({ revenue: 42 });
  });
}
