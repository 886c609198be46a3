/** Sallyport as its README shows it: the middleware, and a policy with nothing but what it asks for. */
import { sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
import type { Contender } from '../row.ts';
import { AUDIENCE, ISSUER } from '../signer.ts';
import { askApp, challengeOf } from './hono-app.ts';

/** There is one profile: nothing in a policy makes it check less without saying `unsafe`. */
export const sallyportContender: Contender = {
  name: 'sallyport',
  waitsBy: 'clock',
  create: ({ jwksUrl }) => {
    const logged: string[] = [];
    const app = new Hono();
    const policy = {
      issuers: { main: { issuer: ISSUER, audience: AUDIENCE, jwksUri: jwksUrl } },
      routes: { 'GET /secure': 'authenticated' },
    } as const;
    app.use('*', sallyport(policy, { log: (record) => logged.push(JSON.stringify(record)) }));
    app.get('/secure', (c) => c.text('ok'));
    return { ask: (token) => askApp(app, token, logged), challengeOf: (url) => challengeOf(app, url) };
  },
};
