/** The credential stays at the gate, and what is for one origin reaches no other: raw bytes to workerd. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RecordingOrigin, startOrigin } from '../../support/loopback.ts';
import { toRequestText } from '../../support/raw-http.ts';
import { type Stage, startStage } from '../raw/stage.ts';

type Lines = readonly (readonly [string, string])[];

const toIssuers = (issuer: string) => ({
  machines: {
    ...{ issuer, audience: 'https://api.acme.dev', algorithms: ['ES256'] },
    tokenFrom: [
      'authorization' as const,
      { header: 'x-token' },
      { cookie: 'session' },
      { unsafeQueryToken: { name: 'token', why: 'downloads' } },
    ],
  },
});
const ROUTES = { '/items/*': 'authenticated', '/optional/*': 'optional', '/public/*': 'public' } as const;

/** A request with a token in one place, and something unverified in every other. */
const CARRIED: Readonly<Record<string, (token: string) => { headers: Lines; query: string; passed: string }>> = {
  'the Authorization header': (token) => ({
    headers: [
      ['Authorization', `Bearer ${token}`],
      ['X-Token', 'other'],
      ['Cookie', 'theme=dark; session=other'],
    ],
    ...{ query: '?a=1&token=other', passed: 'authorization' },
  }),
  'a header of its own': (token) => ({
    headers: [
      ['X-Token', token],
      ['Cookie', 'theme=dark; session=other'],
    ],
    ...{ query: '?a=1&token=other', passed: 'x-token' },
  }),
  'a cookie': (token) => ({
    headers: [['Cookie', `theme=dark; session=${token}`]],
    ...{ query: '?a=1&token=other', passed: 'cookie' },
  }),
  'the query': (token) => ({
    headers: [['Cookie', 'theme=dark']],
    ...{ query: `?a=1&token=${token}`, passed: 'query' },
  }),
};

describe.each(['drops', 'forwards'] as const)('a gate that %s the token', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    const worker = { forwardToken: kind === 'forwards', identityHeaders: { 'X-User-Id': 'subject' } } as const;
    stage = await startStage({ sections: (issuer) => ({ issuers: toIssuers(issuer), routes: ROUTES, worker }) });
  });
  afterAll(() => stage?.stop());

  test.each(Object.entries(CARRIED))('sends on nothing unverified beside one in %s', async (_where, carry) => {
    for (const place of ['items', 'optional']) {
      const token = await stage.issuer.mint({}, { subject: 'ann' });
      const { headers, query, passed } = carry(token);
      const before = stage.origin.seen.length;
      expect((await stage.send({ target: `/${place}/1${query}`, headers })).status).toBe(200);
      const [seen] = stage.origin.seen.slice(before);
      const arrived = new Map(seen?.headers);
      expect(arrived.get('x-user-id')).toBe('ann');
      const places = {
        authorization: arrived.get('authorization'),
        'x-token': arrived.get('x-token'),
        cookie: /session=([^;]*)/.exec(arrived.get('cookie') ?? '')?.[1],
        query: /token=([^&]*)/.exec(seen?.url ?? '')?.[1],
      };
      const found = Object.entries(places).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
      const sent = passed === 'authorization' ? `Bearer ${token}` : token;
      // Not the token itself in a message.
      expect(found.map(([name, value]) => [name, value === sent])).toEqual(kind === 'drops' ? [] : [[passed, true]]);
      expect(arrived.get('cookie')).toContain('theme=dark');
      expect(seen?.url).toContain('?a=1');
    }
  });

  test('sends on no credential with a WebSocket upgrade that it would not send on otherwise', async () => {
    const bearer = await stage.bearer({ subject: 'ann' });
    const upgrade: Lines = [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ];
    const arrived = once(stage.origin.server, 'upgrade');
    const client = connect(stage.workerd.port, '127.0.0.1');
    const headers: Lines = [...upgrade, ['X_User_Id', 'root'], ['Cookie', 'session=other'], bearer];
    client.write(toRequestText({ target: '/items/socket', headers }));
    const [incoming, socket] = (await arrived) as [IncomingMessage, Duplex];
    for (const end of [client, socket]) end.destroy();
    const { authorization, cookie, 'x-user-id': user } = incoming.headers;
    expect([user, cookie, incoming.headers.x_user_id]).toEqual(['ann', undefined, undefined]);
    expect(authorization === bearer[1]).toBe(kind === 'forwards');
  });
});

describe('more than one credential in Authorization', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ sections: { routes: ROUTES } });
  });
  afterAll(() => stage?.stop());

  test.each<[string, (bearer: string) => Lines]>([
    ['twice the same', (bearer) => [bearer, bearer].map((text) => ['Authorization', text] as const)],
    [
      'in two spellings of the name',
      (bearer) => [
        ['authorization', bearer],
        ['AUTHORIZATION', bearer],
      ],
    ],
    [
      'a good one and a bad one',
      (bearer) => [
        ['Authorization', bearer],
        ['Authorization', 'Bearer a.b.c'],
      ],
    ],
    [
      'a bad one and a good one',
      (bearer) => [
        ['Authorization', 'Bearer a.b.c'],
        ['Authorization', bearer],
      ],
    ],
    [
      'of two schemes',
      (bearer) => [
        ['Authorization', bearer],
        ['Authorization', 'Basic dXNlcjpwYXNz'],
      ],
    ],
    [
      'of two schemes, the other way round',
      (bearer) => [
        ['Authorization', 'Basic dXNlcjpwYXNz'],
        ['Authorization', bearer],
      ],
    ],
    ['in one line', (bearer) => [['Authorization', `${bearer}, ${bearer}`]]],
    ['in one line without a space', (bearer) => [['Authorization', `${bearer},${bearer}`]]],
    [
      'around another header',
      (bearer) => [
        ['Authorization', bearer],
        ['Accept', '*/*'],
        ['Authorization', bearer],
      ],
    ],
  ])('is refused and reaches nothing: %s', async (_how, toLines) => {
    const [, bearer] = await stage.bearer();
    for (const target of ['/items/1', '/optional/1']) {
      const before = stage.origin.seen.length;
      const { status } = await stage.send({ target, headers: toLines(bearer) });
      expect([400, 401]).toContain(status);
      expect(stage.origin.seen).toHaveLength(before);
    }
  });
});

describe.each(['binding', 'url'] as const)('an origin reached by %s that redirects to another host', (reach) => {
  let stage: Stage;
  let other: RecordingOrigin;
  beforeAll(async () => {
    other = await startOrigin();
    const redirects = [301, 302, 303, 307, 308].map((status) => {
      const location = `${other.origin}/items/taken`;
      return [
        `/items/${status}`,
        (_: unknown, response: ServerResponse) => {
          response.writeHead(status, { Location: location, 'Cache-Control': 'public, max-age=600' }).end();
        },
      ] as const;
    });
    stage = await startStage({
      reach,
      answers: Object.fromEntries(redirects),
      sections: { routes: ROUTES, worker: { forwardToken: true, identityHeaders: { 'X-User-Id': 'subject' } } },
    });
  });
  afterAll(() => Promise.all([stage?.stop(), other?.stop()]));

  test.each([301, 302, 303, 307, 308])('passes %i on to the client, privately, and follows nothing', async (status) => {
    for (const method of ['GET', 'POST']) {
      const answer = await stage.send({ method, target: `/items/${status}`, headers: [await stage.bearer()] });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('location')).toEqual([`${other.origin}/items/taken`]);
      expect(answer.headers.get('cache-control')).toEqual(['max-age=600, private']);
    }
    expect(other.seen).toEqual([]);
  });
});

describe('several origins', () => {
  let stage: Stage;
  let orders: RecordingOrigin;
  beforeAll(async () => {
    orders = await startOrigin();
    const worker = {
      ...{ origins: { '/items/orders': orders.origin }, forwardToken: true },
      identityHeaders: { 'X-User-Id': 'subject' },
    } as const;
    stage = await startStage({ reach: 'url', sections: { routes: ROUTES, worker } });
  });
  afterAll(() => Promise.all([stage?.stop(), orders?.stop()]));

  test('each get what is said of their own requests, under their own host, and nothing of the other’s', async () => {
    for (const [target, subject] of [
      ['/items/orders/1', 'ann'],
      ['/items/rest', 'bob'],
      ['/items/orders/2', 'cid'],
      ['/public/1', null],
    ] as const) {
      await stage.send({ target, headers: subject === null ? [] : [await stage.bearer({ subject })] });
    }
    const told = ({ seen }: RecordingOrigin): (string | undefined)[][] =>
      seen.map(({ url, headers }) => [url, new Map(headers).get('x-user-id'), new Map(headers).get('host')]);
    const hostOf = ({ origin }: RecordingOrigin): string => new URL(origin).host;
    expect(told(orders)).toEqual([
      ['/items/orders/1', 'ann', hostOf(orders)],
      ['/items/orders/2', 'cid', hostOf(orders)],
    ]);
    expect(told(stage.origin)).toEqual([
      ['/items/rest', 'bob', hostOf(stage.origin)],
      ['/public/1', undefined, hostOf(stage.origin)],
    ]);
  });
});
