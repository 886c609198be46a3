/** `hono/jwk` with `jwks_uri`, as its documentation shows it. */
import { inspect } from 'node:util';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { jwk } from 'hono/jwk';
import type { Contender } from '../row.ts';
import { AUDIENCE, ISSUER } from '../signer.ts';
import { askApp, challengeOf } from './hono-app.ts';

export const honoJwk: Contender = {
  name: 'hono/jwk',
  waitsBy: 'clock',
  create: ({ jwksUrl, profile }) => {
    const raised: string[] = [];
    const app = new Hono();
    const verification = { iss: ISSUER, aud: AUDIENCE, ...(profile === 'strict' ? { typ: 'at+jwt' } : {}) };
    app.use('/secure', jwk({ jwks_uri: jwksUrl, alg: ['ES256', 'RS256'], verification }));
    app.get('/secure', (c) => c.text('ok'));
    // Hono's own handler, and what it would have logged.
    app.onError((error, c) => {
      raised.push(inspect(error, { depth: 5 }));
      return error instanceof HTTPException ? error.getResponse() : c.text('Internal Server Error', 500);
    });
    return { ask: (token) => askApp(app, token, raised), challengeOf: (url) => challengeOf(app, url) };
  },
};
