import type { Decision, Principal } from '@sallyport/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toContext, toRequestContext } from '../../../packages/lambda/src/respond/context.ts';
import { toPrincipalId } from '../../../packages/lambda/src/respond/principal-id.ts';
import { createScene } from '../iam/scene.ts';

const { principal: BOB, ask } = await createScene(
  { 'GET /': 'authenticated' },
  {
    scopes: ['read', 'write'],
    claims: { sub: 'bob', client_id: 'app', groups: ['a', 'b'], age: 7, ok: true, nested: { x: 1 } },
  },
);
const DECISION: Decision = await ask('GET ');

const claim = (text: string) => ({ claim: text, from: { text, steps: [text] } });

describe('the context', () => {
  test('holds policy, identity, scopes and expiry under prefixed keys', () => {
    expect(toContext(DECISION, BOB, [])).toEqual({
      sallyport_policy: DECISION.policy,
      sallyport_issuer: 'main',
      sallyport_subject: 'bob',
      sallyport_clientId: 'app',
      sallyport_scopes: 'read write',
      sallyport_expiresAt: BOB.expiresAt,
    });
  });

  test('adds the mapped keys, lists as JSON, and leaves out what is absent or no scalar', () => {
    const mapped = ['groups', 'age', 'ok', 'nested', 'absent'].map((text) => ({
      key: `x_${text}`,
      from: claim(text).from,
    }));
    const context = toContext(DECISION, BOB, [
      ...mapped,
      { key: 'scope', from: 'scopes' },
      { key: 'tenant', from: 'tenant' },
    ]);
    expect(context).toMatchObject({ x_groups: '["a","b"]', x_age: 7, x_ok: true, scope: '["read","write"]' });
    expect(Object.keys(context)).not.toEqual(expect.arrayContaining(['x_nested']));
    expect(Object.keys(context)).not.toEqual(expect.arrayContaining(['x_absent']));
    expect(Object.keys(context)).not.toEqual(expect.arrayContaining(['tenant']));
  });

  test.each(['a\nb', 'a\u0000', 'x'.repeat(1025), '\ud800', 'a\u2028b', 'a\u0085b'])(
    'leaves %j out whole and says so: half a subject is somebody else',
    (subject) => {
      const context = toContext(DECISION, { ...BOB, subject, scopes: [subject] }, []);
      expect(context).not.toHaveProperty('sallyport_subject');
      expect(context).not.toHaveProperty('sallyport_scopes');
      expect(context).toMatchObject({
        sallyport_omitted: 'sallyport_subject sallyport_scopes',
        sallyport_issuer: 'main',
      });
    },
  );

  test('holds bounded scalars only, whatever the token says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, subject) => {
        const principal: Principal = { ...BOB, subject, claims: { ...BOB.claims, any: value } };
        const context = toContext(DECISION, principal, [{ key: 'mapped', from: claim('any').from }]);
        for (const [key, one] of Object.entries(context)) {
          expect(['string', 'number', 'boolean'], key).toContain(typeof one);
          if (typeof one === 'string') expect(one.length).toBeLessThanOrEqual(1024);
          if (typeof one === 'number') expect(Number.isFinite(one)).toBe(true);
        }
      }),
    );
  });

  test('about one request holds its decision, and no null', () => {
    expect(toRequestContext(DECISION)).toEqual({ sallyport_decisionId: DECISION.decisionId, sallyport_route: 'GET /' });
  });
});

describe('the principalId', () => {
  const identify = (facts: Partial<Principal>): Promise<string> => toPrincipalId({ ...BOB, ...facts });

  test.each<[Partial<Principal>, string]>([
    [{ subject: 'auth0|abc' }, 'https://tokens.acme.dev|sub|auth0|abc'],
    [{ subject: null, clientId: 'app' }, 'https://tokens.acme.dev|client|app'],
    [{ subject: null, clientId: null }, 'https://tokens.acme.dev|none|'],
  ])('of %j is %s', async (facts, expected) => {
    expect(await identify(facts)).toBe(expected);
  });

  test.each(['', 'a b', 'a\n', '名', 'x'.repeat(200), '"', "'", '$context', '\ud800'])(
    'of the subject %j is a hash where it is odd',
    async (subject) => {
      const id = await identify({ subject });
      expect(id).toMatch(subject === '' ? /^https:/ : /^sha256:[0-9a-f]{64}$/);
    },
  );

  test('differs by issuer, by kind and by name', async () => {
    const all = await Promise.all([
      identify({ subject: 'a' }),
      identify({ subject: 'b' }),
      identify({ subject: 'a', iss: 'https://other.acme.dev' }),
      identify({ subject: null, clientId: 'a' }),
      identify({ subject: 'a', iss: 'https://tokens.acme.dev|sub' }),
      identify({ subject: 'sub|a' }),
      identify({ subject: ' a' }),
      identify({ subject: null, clientId: ' a' }),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });
});
