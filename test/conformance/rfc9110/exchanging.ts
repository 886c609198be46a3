/**
 * Fields, methods, forwarding and statuses.
 */
import { createWebPorts } from '@sallyport/core';
import { expect } from 'vitest';
import { createTestAuthorizer } from '../../support/authorizer.ts';
import type { Requirement } from '../standard.ts';
import { parseBearerChallenge } from '../support-challenge.ts';
import { createStage, outcome } from '../support-http.ts';
import { everyRefusal } from '../support-refusals.ts';

const HOP = [
  'Keep-Alive',
  'Proxy-Connection',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'X-Own',
  'X_Own',
  'x-other',
];

/** Everything else that the gates answer for. */
export const exchanging: readonly Requirement[] = [
  {
    section: '5.3',
    level: 'MUST',
    demands: 'Authorization is no list: values joined by a comma are none of the values, whichever is good',
    test: async () => {
      const stage = createStage();
      const { Authorization } = await stage.bearer();
      const headers = new Headers({ Authorization });
      expect(outcome(await stage.authorize('GET /me', headers))).toBe('allow');
      for (const [first, second] of [
        [Authorization, 'Bearer a.b.c'],
        ['Bearer a.b.c', Authorization],
        ['Basic dTpw', Authorization],
        [Authorization, 'Basic dTpw'],
        [Authorization, Authorization],
      ] as const) {
        const joined = new Headers({ Authorization: first });
        joined.append('Authorization', second);
        expect(outcome(await stage.authorize('GET /me', joined))).toBe('credential_ambiguous');
      }
    },
  },
  {
    section: '5.5',
    level: 'MUST',
    demands: 'CR, LF and NUL of a claim never reach a field value, at the origin or the client',
    test: async () => {
      const worker = {
        identityHeaders: { 'X-User': 'subject', 'X-Roles': 'roles', 'X-Team': { claim: 'team' } },
      } as const;
      const stage = createStage({ sections: { worker } });
      const text = 'ann\r\nX-Roles: admin\0\u2028é';
      const headers = await stage.bearer({ team: text }, { subject: text, roles: [text, 'reader'] });
      expect((await stage.gateway('/me', { headers })).status).toBe(200);
      const encoded = 'ann%0D%0AX-Roles:%20admin%00%E2%80%A8%C3%A9';
      const onward = stage.sent[0]?.headers;
      expect(onward?.get('X-User')).toBe(encoded);
      expect(onward?.get('X-Roles')).toBe(`${encoded},reader`);
      expect(onward?.get('X-Team')).toBe(encoded);
    },
  },
  {
    section: '9.1',
    level: 'MUST',
    demands: 'methods compare with case, and one that no route can name is refused (501 and 405 are not used)',
    test: async () => {
      const stage = createStage({ sections: { routes: { 'GET /health': 'public', '/any/*': 'public' } } });
      expect(outcome(await stage.authorize('GET /health'))).toBe('allow');
      expect(outcome(await stage.authorize('DELETE /any/x'))).toBe('allow');
      for (const method of ['get', 'Get', 'PROPFIND', 'TRACE', 'CONNECT', 'QUERY', 'FOO', '']) {
        const authorizer = createTestAuthorizer(stage.policy, createWebPorts());
        const request = { method, url: 'https://api.acme.dev/any/x', headers: new Headers() };
        const decision = await authorizer.authorize(request);
        expect([method, outcome(decision), decision.effect === 'deny' && decision.status]).toEqual([
          ...[method, 'route_unmatched', 403],
        ]);
      }
      expect((await stage.gateway('/any/x', { method: 'PROPFIND' })).status).toBe(403);
      expect(stage.sent).toEqual([]);
    },
  },
  {
    section: '9.3.2',
    level: 'MUST',
    demands: 'HEAD is decided as GET, with the same status and fields, and an answer of the gate has no content',
    test: async () => {
      const stage = createStage();
      const headers = await stage.bearer();
      const cases = ['/me', '/orders/1', '/closed/x', '/nowhere', '/admin//x'];
      for (const front of [stage.gateway, stage.middleware]) {
        for (const path of cases) {
          for (const init of [{}, { headers }]) {
            if (path === '/me' && init.headers !== undefined) continue;
            const get = await front(path, init);
            const head = await front(path, { ...init, method: 'HEAD' });
            expect([path, head.status]).toEqual([path, get.status]);
            expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
            expect((await get.text()).length).toBeGreaterThan(0);
            expect(await head.text()).toBe('');
          }
        }
      }
      expect(stage.sent).toEqual([]);
      expect((await stage.gateway('/orders/1', { method: 'HEAD', headers: await granted(stage) })).status).toBe(200);
      expect(stage.sent[0]?.method).toBe('HEAD');
    },
  },
  {
    section: '7.6.1',
    level: 'MUST',
    demands: 'Connection, what it names, and the fields of one hop are removed; none can remove what the gate sets',
    test: async () => {
      const stage = createStage({ sections: { worker: { identityHeaders: { 'X-User': 'subject' } } } });
      const named = Object.fromEntries(HOP.map((name) => [name, '1']));
      const { Authorization } = await stage.bearer({}, { subject: 'ann' });
      const headers = { ...named, Authorization, Connection: 'close, X-Own,  x-OTHER , X_Own, X-User', 'X-Kept': '1' };
      expect((await stage.gateway('/me', { headers })).status).toBe(200);
      const onward = stage.sent[0]?.headers ?? new Headers();
      expect([...HOP, 'Connection'].filter((name) => onward.has(name))).toEqual([]);
      expect([onward.get('X-User'), onward.get('X-Kept')]).toEqual(['ann', '1']);
    },
  },
  {
    section: '15.5.1',
    level: 'SHOULD',
    demands: 'a request that can be read in two ways is 400, before any credential is looked at',
    test: async () => {
      const stage = createStage();
      for (const path of ['/admin//x', '/me;x', '/a%2fb', '/%00', '/%zz', '/%2561']) {
        for (const headers of [{}, await stage.bearer()]) {
          const answer = await stage.gateway(path, { headers });
          expect([path, answer.status, answer.headers.has('WWW-Authenticate')]).toEqual([path, 400, false]);
        }
      }
      expect(stage.fetched).toEqual([]);
    },
  },
  {
    section: '15.6.4',
    level: 'choice',
    demands: 'a fault is 503 with Retry-After in whole seconds and no challenge; nobody is told to sign in again',
    test: async () => {
      const { refusals } = await everyRefusal();
      const faults = refusals.filter(({ response }) => response.status === 503);
      expect(faults.map(({ reason }) => reason)).toEqual(['keys_unavailable', 'discovery_unavailable']);
      for (const { response } of faults) {
        expect(response.headers.get('Retry-After')).toMatch(/^[1-9][0-9]*$/);
        expect(response.headers.has('WWW-Authenticate')).toBe(false);
      }
      const others = refusals.filter(({ response }) => response.status !== 503);
      expect(others.filter(({ response }) => response.headers.has('Retry-After'))).toEqual([]);
    },
  },
  {
    section: '15.5',
    level: 'SHOULD',
    demands: 'every refusal explains itself in a representation: problem details, with nothing of the request in them',
    test: async () => {
      const { refusals } = await everyRefusal();
      for (const { reason, response, body, secret } of refusals) {
        expect([reason, response.headers.get('Content-Type')]).toEqual([reason, 'application/problem+json']);
        const problem: Readonly<Record<string, unknown>> = JSON.parse(body);
        expect(Object.keys(problem).toSorted()).toEqual(['decisionId', 'detail', 'status', 'title', 'type']);
        expect(problem.status).toBe(response.status);
        for (const part of secret.split(/[., ]/).filter((piece) => piece.length > 3)) expect(body).not.toContain(part);
        expect(body).not.toContain(reason);
      }
    },
  },
  {
    section: '12.5.5',
    level: 'SHOULD',
    demands: 'an answer that depends on a credential names its field in Vary, beside what the origin names',
    test: async () => {
      const tokenFrom = ['authorization', { cookie: 'token' }, { header: 'X-Token' }] as const;
      const respond = (): Response => new Response('own', { headers: { Vary: 'Accept-Encoding' } });
      const stage = createStage({ entry: { tokenFrom }, respond });
      for (const path of ['/me', '/feed']) {
        const answer = await stage.gateway(path, { headers: await stage.bearer() });
        const names = (answer.headers.get('Vary') ?? '').toLowerCase().split(', ');
        expect(names.toSorted()).toEqual(['accept-encoding', 'authorization', 'cookie', 'x-token']);
      }
      expect((await stage.gateway('/health')).headers.get('Vary')).toBe('Accept-Encoding');
    },
  },
  {
    section: '11.6.1',
    level: 'MUST',
    demands: 'a custom body changes neither status nor challenge, and a page of a listed origin can read the challenge',
    test: async () => {
      const onDeny = (): Response =>
        new Response('custom', { status: 200, headers: { 'WWW-Authenticate': 'Basic realm="x"' } });
      const stage = createStage({ onDeny, sections: { cors: { origins: ['https://app.acme.dev'] } } });
      const answer = await stage.middleware('/me', { headers: { Origin: 'https://app.acme.dev' } });
      expect([answer.status, await answer.text()]).toEqual([401, 'custom']);
      expect([...parseBearerChallenge(answer.headers.get('WWW-Authenticate')).keys()]).toEqual(['realm']);
      expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate');
    },
  },
];

function granted(stage: ReturnType<typeof createStage>): Promise<{ Authorization: string }> {
  return stage.bearer({}, { scopes: ['read:orders'] });
}
