/**
 * The gateway that browsers meet, as it is or broken on purpose: a check that holds at a broken gate checks nothing.
 */

/** How the gate is broken, to see a check fail. */
export type Breakage = 'none' | 'cors off' | 'cross-site check removed' | 'Vary removed' | 'No-Vary-Search let through';

const WRAPPERS: Readonly<Record<Breakage, string>> = {
  none: 'const seen = (request) => request; const sent = (response) => response;',
  'cors off': 'const seen = (request) => request; const sent = (response) => response;',
  'cross-site check removed': `
    const seen = (request) => {
      const headers = new Headers(request.headers);
      headers.set('Sec-Fetch-Site', 'same-origin');
      return new Request(request, { headers });
    };
    const sent = (response) => response;`,
  'Vary removed': `
    const seen = (request) => request;
    const sent = (response) => {
      const changed = new Response(response.body, response);
      changed.headers.delete('Vary');
      return changed;
    };`,
  'No-Vary-Search let through': `
    const seen = (request) => request;
    const sent = (response) => {
      const changed = new Response(response.body, response);
      changed.headers.set('No-Vary-Search', 'params');
      return changed;
    };`,
};

/** The Worker's source. It tells of preflights too: the gate logs none, for it decides nothing about them. */
export const toGateSource = (breakage: Breakage): string => `
import { createGatewayWorker } from '@sallyport/worker';
${WRAPPERS[breakage]}
const gateway = createGatewayWorker(policy, { log: (record) => console.log(JSON.stringify(record)) });
export default {
  async fetch(request, env, ctx) {
    if (request.method === 'OPTIONS') console.log(JSON.stringify({ options: new URL(request.url).pathname }));
    const response = await gateway.fetch(seen(request), env, ctx);
    return response.status === 101 ? response : sent(response);
  },
};
`;
