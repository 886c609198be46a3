/**
 * An issuer with a public name, served on loopback: a gate that ships refuses local names, so its requests are led here.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTestIssuer } from '@sallyport/core/testing';

const ISSUER = 'https://tokens.acme.dev';
const TO_LOOPBACK = pathToFileURL(join(import.meta.dirname, 'to-loopback.mjs')).href;

/** The audience of its tokens. */
export const AUDIENCE = 'https://api.acme.dev';

/**
 * @typedef {object} ServedIssuer
 * @property {import('@sallyport/core/testing').TestIssuer} issuer
 * @property {Record<string, string>} env - For a child process whose `fetch` is to reach it, and nothing else.
 * @property {() => number} asked - Requests received so far.
 * @property {() => Promise<void>} stop
 */

/**
 * Starts it.
 *
 * @param {import('@sallyport/core/testing').TestAlgorithm} [algorithm]
 * @returns {Promise<ServedIssuer>}
 */
export async function startIssuer(algorithm = 'RS256') {
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, algorithm });
  const server = createServer((incoming, outgoing) => {
    const left = new AbortController();
    outgoing.on('close', () => left.abort());
    issuer.fetch(new Request(new URL(incoming.url ?? '/', ISSUER), { signal: left.signal })).then(
      async (answer) => {
        outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
        outgoing.end(await answer.text());
      },
      () => outgoing.destroy(),
    );
  });
  // A frozen client must not find its idle connections closed for their age.
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the issuer has no port');
  return {
    issuer,
    env: {
      NODE_OPTIONS: `--import=${TO_LOOPBACK}`,
      SALLYPORT_CHECK_ISSUER: ISSUER,
      SALLYPORT_CHECK_ORIGIN: `http://127.0.0.1:${address.port}`,
    },
    asked: () => issuer.requests.metadata + issuer.requests.jwks,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
