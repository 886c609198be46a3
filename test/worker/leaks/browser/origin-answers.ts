/**
 * What the origin behind the gate answers: who is asking, with headers that a careless origin sends.
 */
import type { IncomingMessage, RequestListener } from 'node:http';

/** Who is asking, as the gate told the origin. */
function readUser({ headers }: IncomingMessage): string {
  return String(headers['x-user-id'] ?? 'nobody');
}

/** Answers by path. */
export const ORIGIN_ANSWERS: Readonly<Record<string, RequestListener>> = {
  '/items/who': (request, response) => {
    const { 'sec-fetch-site': site = 'not said' } = request.headers;
    response.writeHead(200, { 'X-Total': '7', 'X-Secret': '8', 'DPoP-Nonce': 'n-1' });
    response.end(`${readUser(request)} from ${site}`);
  },
  '/items/reflecting': (request, response) => {
    response.writeHead(200, {
      'Access-Control-Allow-Origin': request.headers.origin ?? '*',
      'Access-Control-Allow-Credentials': 'true',
    });
    response.end(readUser(request));
  },
  '/items/kept': (request, response) => {
    response.writeHead(200, { 'Cache-Control': 'public, max-age=600' }).end(readUser(request));
  },
  '/items/download': (request, response) => {
    response.writeHead(200, { 'Cache-Control': 'private, max-age=600', 'No-Vary-Search': 'params' });
    response.end(readUser(request));
  },
  '/items/revalidated': (request, response) => {
    const etag = `"of ${readUser(request)}"`;
    const isSame = request.headers['if-none-match'] === etag;
    response.writeHead(isSame ? 304 : 200, { 'Cache-Control': 'public, no-cache', ETag: etag });
    response.end(isSame ? '' : readUser(request));
  },
  '/public/open': (_request, response) => {
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('open to all');
  },
  '/public/hop': (_request, response) => {
    response.writeHead(307, { Location: '/items/who' }).end();
  },
};
