import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({
    sections: {
      worker: { identityHeaders: { 'X-User-Id': 'subject', 'X-User-Roles': 'roles', 'X-Team': { claim: 'team' } } },
    },
  });
});
afterAll(() => stage?.stop());

type Lines = readonly (readonly [string, string])[];

/** The headers that reached the origin, as name and value in order. */
async function received(target: string, headers: Lines): Promise<Lines> {
  const before = stage.origin.seen.length;
  const answer = await stage.send({ target, headers });
  expect([target, answer.status]).toEqual([target, 200]);
  expect(stage.origin.seen).toHaveLength(before + 1);
  return stage.origin.seen.at(-1)?.headers ?? [];
}

const SPOOFED: Lines = [
  ['X-User-Id', 'root'],
  ['x-user-id', 'root'],
  ['X_User_Id', 'root'],
  ['x_user-id', 'root'],
  ['X.User.Id', 'root'],
  ['X-USER-ROLES', 'root'],
  ['x_user_roles', 'root'],
  ['X-Team', 'root'],
  ['X_TEAM', 'root'],
];

describe('identity headers over raw sockets', () => {
  test.each([
    ['public', '/public/x'],
    ['optional without a token', '/feed'],
  ])('are all stripped and none set on a route that is %s', async (_kind, target) => {
    for (const spoofed of SPOOFED) {
      const headers = await received(target, [spoofed]);
      expect(headers.filter(([name, value]) => value === 'root' || /user|team/.test(name))).toEqual([]);
    }
    expect((await received(target, SPOOFED)).filter(([, value]) => value.includes('root'))).toEqual([]);
  });

  test('hold the facts of the principal and nothing of the client on a guarded route', async () => {
    const bearer = await stage.bearer({ subject: 'auth0|名,x', roles: ['a b', 'c'] });
    const headers = await received('/items/1', [...SPOOFED, bearer]);
    expect(headers.filter(([name]) => /user|team/.test(name))).toEqual([
      ['x-user-id', 'auth0|%E5%90%8D%2Cx'],
      ['x-user-roles', 'a%20b,c'],
    ]);
  });

  test('survive being listed in Connection', async () => {
    const bearer = await stage.bearer({ subject: 'ann' });
    const listed = ['Connection', 'close, X-User-Id, X-User-Roles, X-Private'] as const;
    const headers = await received('/items/1', [listed, ['X-Private', '1'], ['X-User-Id', 'root'], bearer]);
    expect(headers).toContainEqual(['x-user-id', 'ann']);
    expect(headers.filter(([name]) => name === 'x-private')).toEqual([]);
  });

  test('hold an injected header line as plain text', async () => {
    const bearer = await stage.bearer({ subject: 'a\r\nX-User-Roles: admin' });
    const headers = await received('/items/1', [bearer]);
    expect(headers).toContainEqual(['x-user-id', 'a%0D%0AX-User-Roles:%20admin']);
    expect(headers.filter(([name]) => name === 'x-user-roles')).toEqual([]);
  });
});

describe('other headers over raw sockets', () => {
  test('the credential stays at the gate, the rest of the request goes on', async () => {
    const bearer = await stage.bearer();
    const headers = await received('/items/1', [bearer, ['X-Own', '1'], ['Cookie', 'a=1'], ['Cookie', 'b=2']]);
    expect(headers.map(([name]) => name)).not.toContain('authorization');
    expect(headers).toContainEqual(['x-own', '1']);
    expect(headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split(/[,;] /))).toEqual([
      'a=1',
      'b=2',
    ]);
  });

  test('on a public route Authorization is nobody else’s business, Proxy-Authorization is dropped', async () => {
    const given = ['Authorization', 'Basic dXNlcg=='] as const;
    const headers = await received('/public/x', [given, ['Proxy-Authorization', 'Basic c2VjcmV0']]);
    expect(headers).toContainEqual(['authorization', 'Basic dXNlcg==']);
    expect(headers.filter(([name]) => name === 'proxy-authorization')).toEqual([]);
  });

  test('overrides of method, path and host never arrive, X-Forwarded-* is the gate’s', async () => {
    const overrides = [
      'X-HTTP-Method-Override',
      'x_http_method_override',
      'X-Original-URL',
      'X-Rewrite-URL',
      'Forwarded',
    ];
    const forwarded = ['X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-For', 'X-Forwarded-Prefix'];
    const headers = await received(
      '/public/x',
      [...overrides, ...forwarded].map((name) => [name, 'evil'] as const),
    );
    expect(headers.filter(([, value]) => value === 'evil')).toEqual([]);
    expect(headers.filter(([name]) => name.startsWith('x-forwarded'))).toEqual([
      ['x-forwarded-host', 'gate.acme.dev'],
      ['x-forwarded-proto', 'http'],
    ]);
  });

  test('two Authorization headers are 400 and reach nothing', async () => {
    const before = stage.origin.seen.length;
    const answer = await stage.send({ target: '/items/1', headers: [await stage.bearer(), await stage.bearer()] });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('www-authenticate')?.[0]).toContain('error="invalid_request"');
    expect(stage.origin.seen).toHaveLength(before);
  });
});
