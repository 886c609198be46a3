/** One user's answer is never another's: with a shared cache before the gate, whatever the origin says of its answers. */
import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from '../raw/stage.ts';
import { createSharedCache, type SharedCache, type Upstream } from './http-cache.ts';

const LATER = 'Fri, 31 Dec 2100 00:00:00 GMT';
/** What an origin may say of an answer that it thinks is for everyone. */
const SAID: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'Cache-Control': 'public' },
  { 'Cache-Control': 'public, max-age=600' },
  { 'Cache-Control': 's-maxage=600' },
  { 'Cache-Control': 'max-age=600, must-revalidate' },
  { 'Cache-Control': 'max-age=600, proxy-revalidate' },
  { 'Cache-Control': 'public, no-cache', ETag: '"v1"' },
  { 'Cache-Control': 'public, max-age=0, stale-while-revalidate=600', ETag: '"v1"' },
  { 'Cache-Control': 'PUBLIC ,S-MaxAge="600"' },
  { 'Cache-Control': 'no-store, must-understand, public, max-age=600' },
  { 'Cache-Control': 'private="Set-Cookie", max-age=600, public' },
  { 'CDN-Cache-Control': 'public, max-age=600' },
  { 'Cache-Control': 'private', 'Cloudflare-CDN-Cache-Control': 'max-age=600' },
  { 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'max-age=600' },
  { 'Cache-Control': 'private', 'Surrogate-Control': 'max-age=600' },
  { 'Surrogate-Control': 'content="ESI/1.0", max-age=600' },
  { Expires: LATER },
  { Expires: LATER, Pragma: 'cache', Vary: 'Accept-Encoding' },
  { 'Cache-Control': 'max-age=600', Vary: 'Origin' },
];

/** Where a caller puts a token. */
const CARRIED: Readonly<Record<string, (token: string) => { headers: Record<string, string>; query: string }>> = {
  'the Authorization header': (token) => ({ headers: { Authorization: `Bearer ${token}` }, query: '' }),
  'a header of its own': (token) => ({ headers: { 'X-Token': token }, query: '' }),
  'a cookie': (token) => ({ headers: { Cookie: `theme=dark; session=${token}` }, query: '' }),
  'the query': (token) => ({ headers: {}, query: `?token=${token}` }),
};

// A body that names its reader; a 304 only to a reader who has that very body.
const answerAs = (said: Readonly<Record<string, string>>): RequestListener => {
  return (request, response) => {
    const reader = String(request.headers['x-user-id'] ?? 'nobody');
    const own = said.ETag === undefined ? {} : { ETag: `"of ${reader}"` };
    const isSame = request.headers['if-none-match'] === own.ETag && own.ETag !== undefined;
    response.writeHead(isSame ? 304 : 200, { ...said, ...own }).end(isSame ? '' : reader);
  };
};

let stage: Stage;
beforeAll(async () => {
  const answers = SAID.flatMap((said, index) =>
    ['items', 'optional', 'shared', 'public'].map((place) => [`/${place}/${index}`, answerAs(said)] as const),
  );
  stage = await startStage({
    answers: Object.fromEntries(answers),
    sections: (issuer) => ({
      issuers: {
        machines: {
          ...{ issuer, audience: 'https://api.acme.dev', algorithms: ['ES256'] },
          tokenFrom: [
            'authorization',
            { header: 'x-token' },
            { cookie: 'session' },
            { unsafeQueryToken: { name: 'token', why: 'downloads' } },
          ],
        },
      },
      routes: {
        '/public/*': 'public',
        '/items/*': 'authenticated',
        '/optional/*': 'optional',
        '/shared/*': { scopes: ['read:shared'], unsafeSharedCache: 'the same for everyone who may read it' },
      },
      cors: { origins: ['https://app.acme.dev'] },
      worker: { identityHeaders: { 'X-User-Id': 'subject' } },
    }),
  });
});
afterAll(() => stage?.stop());

type Carry = (token: string) => { headers: Record<string, string>; query: string };

/** One answer: its status where it is a denial, its body otherwise, and where the cache had it from. */
async function ask(cache: SharedCache, path: string, token: string | null, carry: Carry): Promise<[string, string]> {
  const { headers, query } = token === null ? { headers: {}, query: '' } : carry(token);
  const answer = await cache.fetch(new Request(`http://gate.acme.dev${path}${query}`, { headers }));
  const body = await answer.text();
  return [answer.ok ? body : String(answer.status), String(answer.headers.get('X-Cache'))];
}

const toGate: Upstream = (request) =>
  fetch(new Request(request.url.replace('http://gate.acme.dev', stage.workerd.origin), request));
/** Straight to the origin, with what the gate would have told it. */
const pastGate = (reader: () => string): Upstream => {
  return (request) => {
    const headers = new Headers(request.headers);
    headers.set('X-User-Id', reader());
    return fetch(request.url.replace('http://gate.acme.dev', stage.origin.origin), { headers });
  };
};

const CACHES = ['standard', 'entrypoint'] as const;
const mint = (subject: string): Promise<string> => stage.issuer.mint({}, { subject, scopes: ['read:shared'] });

describe.each(CACHES)('without the gate, the %s cache', (kind) => {
  test('shows one user’s answer to another, whatever the origin says here: the check below can fail', async () => {
    const leaking: number[] = [];
    for (const [index] of SAID.entries()) {
      let reader = 'alice';
      const cache = createSharedCache(
        pastGate(() => reader),
        kind,
      );
      const carry = CARRIED['a cookie'] ?? expect.fail('no such way');
      await ask(cache, `/items/${index}`, 'a', carry);
      reader = 'bob';
      const [body] = await ask(cache, `/items/${index}`, 'b', carry);
      if (body === 'alice') leaking.push(index);
    }
    // All but those whose answers are not its to keep, or that it asks about again.
    expect(leaking.length).toBeGreaterThan(SAID.length / 2);
  });
});

describe.each(CACHES)('behind the %s cache', (kind) => {
  describe.each(Object.entries(CARRIED))('with tokens in %s', (_where, carry) => {
    test.each([
      ['authenticated', 'items', '401'],
      ['optional', 'optional', 'nobody'],
    ])('on a route that is %s, everyone has their own answer', async (_access, place, anonymous) => {
      const [alice, bob] = [await mint('alice'), await mint('bob')];
      for (const [index, said] of SAID.entries()) {
        const cache = createSharedCache(toGate, kind);
        const path = `/${place}/${index}`;
        const order = [alice, alice, bob, null, alice, null, bob];
        const read: string[] = [];
        for (const token of order) read.push((await ask(cache, path, token, carry))[0]);
        const expected = ['alice', 'alice', 'bob', anonymous, 'alice', anonymous, 'bob'];
        expect([said, read]).toEqual([said, expected]);
        expect([said, cache.size()]).toEqual([said, 0]);
      }
    });
  });

  test('a denial is not kept: who signs in after it has an answer, and the next has a denial', async () => {
    const cache = createSharedCache(toGate, kind);
    const token = await mint('alice');
    const carry = CARRIED['a cookie'] ?? expect.fail('no such way');
    for (const [path, denied] of [
      ['/items/2', '401'],
      ['/nowhere', '403'],
    ] as const) {
      expect((await ask(cache, path, null, carry))[0]).toBe(denied);
      expect((await ask(cache, path, token, carry))[0]).toBe(path === '/nowhere' ? '403' : 'alice');
      expect((await ask(cache, path, null, carry))[0]).toBe(denied);
    }
    expect(cache.size()).toBe(0);
  });

  test('a public route stays as cacheable as its origin says', async () => {
    const cache = createSharedCache(toGate, kind);
    const carry = CARRIED['a cookie'] ?? expect.fail('no such way');
    expect(await ask(cache, '/public/2', null, carry)).toEqual(['nobody', 'miss']);
    expect(await ask(cache, '/public/2', null, carry)).toEqual(['nobody', 'hit']);
  });
});

describe('a route with unsafeSharedCache', () => {
  const carry = CARRIED['the Authorization header'] ?? expect.fail('no such way');

  test('is kept where its origin says so, for the same credential; nobody else is answered from it', async () => {
    const cache = createSharedCache(toGate);
    const [alice, bob] = [await mint('alice'), await mint('bob')];
    expect(await ask(cache, '/shared/2', alice, carry)).toEqual(['alice', 'miss']);
    expect(await ask(cache, '/shared/2', alice, carry)).toEqual(['alice', 'hit']);
    expect(await ask(cache, '/shared/2', null, carry)).toEqual(['401', 'miss']);
    expect(await ask(cache, '/shared/2', bob, carry)).toEqual(['bob', 'miss']);
  });

  test('is private where its origin says nothing of who may keep it', async () => {
    const cache = createSharedCache(toGate);
    const token = await mint('alice');
    for (const index of [0, 16, 18]) {
      expect(await ask(cache, `/shared/${index}`, token, carry)).toEqual(['alice', 'miss']);
      expect(await ask(cache, `/shared/${index}`, token, carry)).toEqual(['alice', 'miss']);
    }
    expect(cache.size()).toBe(0);
  });
});

describe('what the gate says of a guarded answer', () => {
  const sendAs = async (path: string, subject: string, more: readonly (readonly [string, string])[] = []) => {
    const headers = [['Authorization', `Bearer ${await mint(subject)}`] as const, ...more];
    return stage.send({ target: path, headers });
  };

  test('names everything that its decision read in Vary, beside what the origin varies by', async () => {
    const { headers } = await sendAs('/items/17', 'alice');
    const names = headers.get('vary')?.flatMap((line) => line.split(',').map((name) => name.trim().toLowerCase()));
    expect(names).toEqual(['accept-encoding', 'origin', 'authorization', 'x-token', 'cookie']);
  });

  test('a validator goes both ways: 304 to who has the answer, the whole answer to another', async () => {
    const first = await sendAs('/items/6', 'alice');
    const etag = first.headers.get('etag')?.[0] ?? expect.fail('no ETag');
    expect([first.status, first.body, etag]).toEqual([200, 'alice', '"of alice"']);
    const again = await sendAs('/items/6', 'alice', [['If-None-Match', etag]]);
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', [etag]]);
    expect(again.headers.get('cache-control')).toEqual(['no-cache, private']);
    const other = await sendAs('/items/6', 'bob', [['If-None-Match', etag]]);
    expect([other.status, other.body]).toEqual([200, 'bob']);
    const none = await stage.send({ target: '/items/6', headers: [['If-None-Match', etag]] });
    expect([none.status, none.headers.get('cache-control')]).toEqual([401, ['no-store']]);
  });
});
