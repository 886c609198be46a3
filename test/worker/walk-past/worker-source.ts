/**
 * The Worker under test, over the constants `policy` and `opened`: every front in one module, picked by the header `X-Front`.
 */

/** Its source. */
export const FRONTS = `
import { createGatewayWorker, sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
import { methodOverride } from 'hono/method-override';

const fronts = {};
for (const name of ['express', 'fastify', 'loose', 'decoding']) {
  const gateway = createGatewayWorker(policy);
  fronts['gateway/' + name] = (request, env, ctx) => gateway.fetch(request, { ORIGIN: env[name] }, ctx);

  const lax = createGatewayWorker({ ...policy, worker: { lookAlikes: 'ignore' } });
  fronts['lax/' + name] = (request, env, ctx) => lax.fetch(request, { ORIGIN: env[name] }, ctx);

  const wide = createGatewayWorker(opened);
  fronts['opened/' + name] = (request, env, ctx) => wide.fetch(request, { ORIGIN: env[name] }, ctx);

  // A handler that forwards what the guard decided, and of the client's headers only what it knows.
  const guarded = new Hono();
  guarded.use('*', sallyport(policy));
  guarded.all('*', (c) => {
    const { path } = c.var.decision;
    const query = c.req.url.split('#', 1)[0].replace(/^[^?]*/, '');
    const { method } = c.req.raw;
    const headers = { 'X-Walk': c.req.header('X-Walk') };
    return c.env[name].fetch(new Request('http://origin' + path + query, { method, headers, redirect: 'manual' }));
  });
  fronts['middleware/' + name] = guarded.fetch;

  // The guard that people write: it lets nobody through.
  const naive = new Hono();
  const refuse = (c) => c.text('', 401);
  for (const prefix of ['admin', 'keys', 'büro', 'users']) naive.use('/' + prefix + '/*', refuse);
  naive.on(['PUT', 'PATCH', 'DELETE', 'OPTIONS'], '/reports/*', refuse);
  naive.all('*', (c) => {
    const url = new URL(c.req.url);
    if (url.hostname === 'admin.acme.dev') return refuse(c);
    return c.env[name].fetch(new Request(url, c.req.raw));
  });
  fronts['naive/' + name] = naive.fetch;
}

const app = new Hono();
app.use('*', sallyport(policy));
app.use('*', methodOverride({ app, header: 'X-HTTP-Method-Override' }));
const label = (text) => (c) => c.text(text, 200, { 'X-Handler': text });
app.on(['GET', 'POST'], '/reports/:id', label('public:report'));
app.on(['PUT', 'PATCH', 'DELETE', 'OPTIONS'], '/reports/:id', label('guarded:report-change'));
app.all('/admin/*', label('guarded:admin'));
app.all('/keys/*', label('guarded:keys'));
app.all('/büro/*', label('guarded:office'));
app.all('/manual', label('public:contents'));
app.all('/manual/*', label('guarded:manual'));
const user = (c) => label('guarded:user=' + encodeURIComponent(c.req.param('user')))(c);
app.all('/users/:user', user);
app.all('/users/:user/*', user);
// Reads the URL again, as a mounted application or a server of files does.
app.all('*', (c) => {
  const { pathname, hostname } = new URL(c.req.url);
  const [first, second] = pathname.slice(1).split('/');
  if (first === 'admin' || first === 'keys') return label('guarded:' + first)(c);
  if (decodeURI(first) === 'büro') return label('guarded:office')(c);
  if (first === 'users' && second) return label('guarded:user=' + second)(c);
  return label(hostname.replace(/\\.$/, '') === 'admin.acme.dev' ? 'guarded:admin-host' : 'public:page')(c);
});
fronts['middleware/hono'] = app.fetch;

export default {
  fetch(request, env, ctx) {
    return fronts[request.headers.get('X-Front')](request, env, ctx);
  },
};
`;
