/**
 * Four origins that run the same API on different readings of a path, and record every handler that ran.
 *
 * They also act on the headers by which real frameworks let a client name another method, host or path.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express from 'express';
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';
import { HANDLERS, toHandlerLabel, toPageLabel } from './application.ts';

/** The origins by name. */
export const ORIGINS = ['express', 'fastify', 'loose', 'decoding'] as const;

/** An origin's name. */
export type OriginName = (typeof ORIGINS)[number];

/** Handlers that ran, by the id that the request carried. */
export type Ran = Map<string, string>;

/** Starts an origin. */
export async function startApi(name: OriginName, ran: Ran): Promise<LoopbackServer> {
  const answer: Answer = (incoming, outgoing, label) => {
    ran.set(String(incoming.headers['x-walk']), label);
    outgoing.setHeader('X-Handler', label);
    outgoing.end(label);
  };
  return listenOnLoopback(await LISTENERS[name](answer));
}

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse, label: string) => void;

const LISTENERS: Readonly<Record<OriginName, (answer: Answer) => Promise<RequestListener>>> = {
  express: async (answer) => createExpress(answer),
  fastify: (answer) => createFastify(answer, {}),
  loose: (answer) =>
    createFastify(answer, {
      routerOptions: {
        ...{ ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
        ...{ caseSensitive: false, useSemicolonDelimiter: true },
      },
    }),
  decoding: async (answer) => createDecoding(answer),
};

function createExpress(answer: Answer): RequestListener {
  const app = express();
  app.set('trust proxy', true);
  app.use((request, _response, next) => {
    overrideMethod(request);
    next();
  });
  for (const { name, methods, patterns } of HANDLERS) {
    for (const pattern of patterns) {
      // Express matches the path as it is sent, encoded.
      app.all(encodeURI(pattern).replace('*', '*rest'), (request, response, next) => {
        const { user } = request.params;
        if (methods !== 'any' && !methods.includes(request.method)) next();
        else answer(request, response, toHandlerLabel(name, typeof user === 'string' ? user : ''));
      });
    }
  }
  app.use((request, response) => answer(request, response, toPageLabel(request.hostname ?? '')));
  return app;
}

async function createFastify(answer: Answer, options: FastifyServerOptions): Promise<RequestListener> {
  const app: FastifyInstance = fastify({
    ...options,
    trustProxy: true,
    exposeHeadRoutes: false,
    rewriteUrl: (request) => {
      overrideMethod(request);
      return request.url ?? '/';
    },
  });
  for (const { name, methods, patterns } of HANDLERS) {
    for (const url of patterns) {
      const method = methods === 'any' ? app.supportedMethods : [...methods];
      app.route<{ Params: { user?: string } }>({
        ...{ method, url },
        handler: (request, reply) => {
          reply.hijack();
          answer(request.raw, reply.raw, toHandlerLabel(name, request.params.user));
        },
      });
    }
  }
  app.setNotFoundHandler((request, reply) => {
    reply.hijack();
    answer(request.raw, reply.raw, toPageLabel(request.hostname));
  });
  await app.ready();
  return (incoming, outgoing) => app.routing(incoming, outgoing);
}

/**
 * Decodes the whole path, twice as behind a proxy that has done it, then normalises it as WSGI servers, servlet
 * containers, Go and Windows hosts do between them: path parameters, backslashes, repeated slashes, dot segments,
 * trailing dots and spaces, and case.
 */
function createDecoding(answer: Answer): RequestListener {
  return (incoming, outgoing) => {
    overrideMethod(incoming);
    const { headers } = incoming;
    const named = String(headers['x-original-url'] ?? headers['x-rewrite-url'] ?? incoming.url);
    // As Gunicorn does: what the header names is where the application is mounted.
    const mount = String(headers.script_name ?? '');
    const url = named.startsWith(mount) ? named.slice(mount.length) : named;
    const segments = toNormalSegments(url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/s, ''));
    const found = HANDLERS.find(({ methods, patterns }) => {
      const isOwn = methods === 'any' || methods.includes(incoming.method ?? '');
      return isOwn && patterns.some((pattern) => isUnder(segments, pattern));
    });
    const hostname = String(headers['x-forwarded-host'] ?? headers.host ?? '');
    const label = found === undefined ? toPageLabel(hostname) : toHandlerLabel(found.name, segments[1]);
    answer(incoming, outgoing, label);
  };
}

function toNormalSegments(path: string): readonly string[] {
  const decoded = decodeLeniently(decodeLeniently(path)).replaceAll('\\', '/').replaceAll('\0', '');
  const kept: string[] = [];
  for (const raw of decoded.split('/')) {
    const segment = raw.replace(/;.*$/s, '');
    if (segment.startsWith('..') && /^[. ]+$/.test(segment)) kept.pop();
    else if (!/^[. ]*$/.test(segment)) kept.push(segment.replace(/[. ]+$/, ''));
  }
  return kept;
}

/** Invalid UTF-8 stays in the text as U+FFFD. */
function decodeLeniently(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) => {
    return Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8');
  });
}

function isUnder(segments: readonly string[], pattern: string): boolean {
  const wanted = pattern.slice(1).replace(/\/\*$/, '').split('/');
  const isDeepEnough = pattern.endsWith('*') ? segments.length >= wanted.length : segments.length === wanted.length;
  return isDeepEnough && wanted.every((text, depth) => text.startsWith(':') || isSameText(text, segments[depth] ?? ''));
}

/** Equal as Java's `equalsIgnoreCase` has it. */
function isSameText(text: string, other: string): boolean {
  return text.toUpperCase().toLowerCase() === other.toUpperCase().toLowerCase();
}

const OVERRIDES: ReadonlySet<string> = new Set(['x-http-method-override', 'x-http-method', 'x-method-override']);

/** Gateway interfaces fold `_` and `-` in header names. */
function overrideMethod(request: IncomingMessage): void {
  if (request.method !== 'POST') return;
  const named = Object.entries(request.headers).find(([name]) => OVERRIDES.has(name.replaceAll('_', '-')));
  if (named !== undefined) request.method = String(named[1]).toUpperCase();
}
