import { describe, expect, test } from 'vitest';
import { setCorsHeaders, toPreflightResponse } from '../../packages/worker/src/cors.ts';
import { compileAcme } from './acme.ts';

const cors = { origins: ['https://app.acme.dev'] };

function preflight(headers: Record<string, string>, method = 'OPTIONS'): Request {
  return new Request('https://api.acme.dev/admin/x', { method, headers });
}
const asked = { Origin: 'https://app.acme.dev', 'Access-Control-Request-Method': 'DELETE' };

describe('toPreflightResponse', () => {
  test('answers a listed origin with the method it asked for', () => {
    const answer = toPreflightResponse(cors, preflight(asked));
    expect(answer?.status).toBe(204);
    expect(Object.fromEntries(answer?.headers ?? [])).toEqual({
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-allow-methods': 'DELETE',
      'access-control-allow-origin': 'https://app.acme.dev',
      'access-control-max-age': '600',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    });
  });

  test('carries the settings of the policy', () => {
    const set = { ...cors, allowHeaders: ['x-a'], credentials: true, maxAgeSeconds: 5 } as const;
    const { headers } = toPreflightResponse(set, preflight(asked)) ?? new Response();
    expect(headers.get('Access-Control-Allow-Headers')).toBe('x-a');
    expect(headers.get('Access-Control-Allow-Credentials')).toBe('true');
    expect(headers.get('Access-Control-Max-Age')).toBe('5');
  });

  test('allows the ordinary headers where the policy names none, compiled or not', () => {
    const { headers } = toPreflightResponse({ ...cors, allowHeaders: [] }, preflight(asked)) ?? new Response();
    expect(headers.get('Access-Control-Allow-Headers')).toBe('authorization, content-type');
  });

  test('names everyone, and lets nobody send cookies, where the policy lists *', () => {
    const open = compileAcme({ cors: { origins: ['*'] } }).cors ?? expect.fail('no cors');
    const { headers } = toPreflightResponse(open, preflight(asked)) ?? new Response();
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(headers.has('Access-Control-Allow-Credentials')).toBe(false);
    expect(headers.get('Access-Control-Allow-Methods')).toBe('DELETE');
    const answer = new Headers({ 'Access-Control-Allow-Credentials': 'true' });
    setCorsHeaders(answer, open, 'https://anyone.dev', 'gate');
    expect(answer.get('Access-Control-Allow-Origin')).toBe('*');
    expect(answer.has('Access-Control-Allow-Credentials')).toBe(false);
  });

  test.each([
    'https://evil.dev',
    'null',
    'https://app.acme.dev.evil.dev',
    'https://APP.acme.dev',
    'http://app.acme.dev',
  ])('names nobody to %s', (Origin) => {
    const answer = toPreflightResponse(cors, preflight({ ...asked, Origin }));
    expect(answer?.status).toBe(204);
    expect([...(answer?.headers.keys() ?? [])]).toEqual(['vary']);
  });

  test.each(['patch', 'TRACE', 'PROPFIND', 'GET, POST'])('allows no method beyond the grammar: %s', (method) => {
    const answer = toPreflightResponse(cors, preflight({ ...asked, 'Access-Control-Request-Method': method }));
    expect(answer?.headers.has('Access-Control-Allow-Methods')).toBe(false);
  });

  test('leaves everything else to the decision: other OPTIONS, other methods, policies without cors', () => {
    const { Origin } = asked;
    expect(toPreflightResponse(cors, preflight({}))).toBeNull();
    expect(toPreflightResponse(cors, preflight({ Origin }))).toBeNull();
    expect(toPreflightResponse(cors, preflight({ 'Access-Control-Request-Method': 'GET' }))).toBeNull();
    expect(toPreflightResponse(cors, preflight(asked, 'GET'))).toBeNull();
    expect(toPreflightResponse(null, preflight(asked))).toBeNull();
  });
});

describe('setCorsHeaders', () => {
  test('lets a listed origin read the answer and its challenge', () => {
    const headers = new Headers({ 'Access-Control-Expose-Headers': 'ETag' });
    setCorsHeaders(headers, { ...cors, exposeHeaders: ['X-Total'] }, 'https://app.acme.dev', 'gate');
    expect(headers.get('Access-Control-Allow-Origin')).toBe('https://app.acme.dev');
    expect(headers.get('Access-Control-Expose-Headers')).toBe('ETag, WWW-Authenticate, DPoP-Nonce, X-Total');
    expect(headers.get('Vary')).toBe('Origin');
  });

  test.each([['https://evil.dev'], [null]])('removes what the origin granted on a guarded route to %s', (origin) => {
    const headers = new Headers({
      'Access-Control-Allow-Origin': 'https://evil.dev',
      'Access-Control-Allow-Credentials': 'true',
    });
    setCorsHeaders(headers, cors, origin, 'gate');
    expect(headers.has('Access-Control-Allow-Origin')).toBe(false);
    expect(headers.has('Access-Control-Allow-Credentials')).toBe(false);
    expect(headers.get('Vary')).toBe('Origin');
  });

  test("keeps a public route's own answer, and fills in where it has none", () => {
    const own = new Headers({ 'Access-Control-Allow-Origin': '*' });
    setCorsHeaders(own, cors, 'https://app.acme.dev', 'public');
    expect(own.get('Access-Control-Allow-Origin')).toBe('*');
    const none = new Headers();
    setCorsHeaders(none, cors, 'https://app.acme.dev', 'public');
    expect(none.get('Access-Control-Allow-Origin')).toBe('https://app.acme.dev');
  });
});
