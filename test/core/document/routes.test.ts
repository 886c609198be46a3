import { describe, expect, test } from 'vitest';
import { codesOf, compiled, findingsOf, ISS, onlyFinding, toDocument, withRoute } from './compiling.ts';

const KEY = 'GET /orders/:id';
const AT = '/routes/GET ~1orders~1:id';
const STAFF = { issuer: 'https://staff.acme.dev', audience: 'a', tokenFrom: [{ cookie: 'session' }, 'authorization'] };
const PARTNER = { issuer: 'https://partner.acme.dev', audience: 'a', tokenFrom: [{ header: 'X-Partner-Token' }] };

const accessOf = (access: unknown, key = KEY) => {
  const [route] = compiled(withRoute(access, key)).routes.routes;
  if (route === undefined) throw new Error('no route');
  return route.access;
};
const threeIssuers = (routes: Record<string, unknown>) =>
  toDocument({ issuers: { machines: { issuer: ISS, audience: 'a' }, staff: STAFF, partner: PARTNER }, routes });

describe('a requirement', () => {
  test('of one field stands for itself, of several for all of them in the order of the grammar', () => {
    expect(accessOf({ scopes: ['a', 'b', 'a'] }).requirement).toEqual({
      kind: 'many',
      fact: 'scopes',
      mode: 'all',
      values: ['a', 'b'],
    });
    expect(
      accessOf({
        allOf: [{ scopes: ['c'] }],
        anyOf: [{ roles: ['r'] }, { groups: ['g'] }],
        client: 'c1',
        issuer: 'machines',
        claims: { org: 'acme', '/a/b': true },
        groups: { anyOf: ['g'] },
        roles: ['r'],
        permissions: ['p'],
        scopes: ['s'],
      }).requirement,
    ).toEqual({
      kind: 'allOf',
      of: [
        { kind: 'many', fact: 'scopes', mode: 'all', values: ['s'] },
        { kind: 'many', fact: 'permissions', mode: 'all', values: ['p'] },
        { kind: 'many', fact: 'roles', mode: 'all', values: ['r'] },
        { kind: 'many', fact: 'groups', mode: 'any', values: ['g'] },
        { kind: 'claim', claim: { text: 'org', steps: ['org'] }, tests: [{ kind: 'anyOf', values: ['acme'] }] },
        { kind: 'claim', claim: { text: '/a/b', steps: ['a', 'b'] }, tests: [{ kind: 'anyOf', values: [true] }] },
        { kind: 'issuer', names: ['machines'] },
        { kind: 'client', ids: ['c1'] },
        {
          kind: 'anyOf',
          of: [
            { kind: 'many', fact: 'roles', mode: 'all', values: ['r'] },
            { kind: 'many', fact: 'groups', mode: 'all', values: ['g'] },
          ],
        },
        { kind: 'many', fact: 'scopes', mode: 'all', values: ['c'] },
      ],
    });
  });

  test('on a claim holds every test that is written', () => {
    const condition = {
      anyOf: ['u1', 2, true],
      noneOf: ['u2'],
      contains: 'x',
      exists: true,
      gte: 0,
      lte: 9,
      prefix: 'u',
      param: 'id',
    };
    expect(accessOf({ claims: { sub: condition } }).requirement).toMatchObject({
      kind: 'claim',
      tests: [
        { kind: 'anyOf', values: ['u1', 2, true] },
        { kind: 'noneOf', values: ['u2'] },
        { kind: 'contains', value: 'x' },
        { kind: 'exists' },
        { kind: 'gte', bound: 0 },
        { kind: 'lte', bound: 9 },
        { kind: 'prefix', prefix: 'u' },
        { kind: 'param', name: 'id' },
      ],
    });
  });

  test.each<[unknown, unknown]>([
    ['', [{ kind: 'anyOf', values: [''] }]],
    [0, [{ kind: 'anyOf', values: [0] }]],
    [false, [{ kind: 'anyOf', values: [false] }]],
    [{ contains: false }, [{ kind: 'contains', value: false }]],
    [{ gte: 0 }, [{ kind: 'gte', bound: 0 }]],
  ])('with a value that counts as nothing in code, %o, keeps its test', (condition, tests) => {
    expect(accessOf({ claims: { level: condition } }).requirement).toMatchObject({ tests });
  });

  test('that no number can meet is an impossible-condition', () => {
    expect(onlyFinding(withRoute({ claims: { level: { gte: 3, lte: 2 } } }))).toMatchObject({
      code: 'impossible-condition',
      pointer: `${AT}/claims/level`,
    });
  });

  test('on a parameter that the route lacks is an unknown-param', () => {
    expect(onlyFinding(withRoute({ claims: { sub: { param: 'idd' } } }))).toMatchObject({
      level: 'error',
      code: 'unknown-param',
      pointer: `${AT}/claims/sub/param`,
      message: 'the route has no parameter ":idd": it has :id',
      suggestion: 'did you mean "id"?',
    });
    expect(onlyFinding(withRoute({ anyOf: [{ claims: { sub: { param: 'id' } } }] }, 'GET /orders/*'))).toMatchObject({
      code: 'unknown-param',
      pointer: '/routes/GET ~1orders~1*/anyOf/0/claims/sub/param',
      message: 'the route has no parameter ":id": it has none',
    });
  });

  test('on a malformed pointer is a claim-pointer at the name', () => {
    expect(onlyFinding(withRoute({ claims: { '/a~b': 'x' } }))).toMatchObject({
      code: 'claim-pointer',
      pointer: `${AT}/claims/~1a~0b`,
      at: 'name',
    });
  });

  test('on an issuer that the policy lacks is an unknown-issuer', () => {
    expect(onlyFinding(withRoute({ issuer: 'machine' }))).toMatchObject({
      code: 'unknown-issuer',
      pointer: `${AT}/issuer`,
      message: 'there is no issuer "machine" in this policy',
      suggestion: 'did you mean "machines"?',
    });
    expect(onlyFinding(withRoute({ issuer: { anyOf: ['machines', 'nobody'] } }))).toMatchObject({
      code: 'unknown-issuer',
      pointer: `${AT}/issuer/anyOf/1`,
      suggestion: 'known issuers: machines',
    });
    expect(onlyFinding(withRoute({ issuer: 'toString' }))).toMatchObject({ code: 'unknown-issuer' });
  });
});

describe('issuers that a route accepts', () => {
  const sourcesOf = (access: unknown) =>
    compiled(threeIssuers({ '/a': access })).routes.routes[0]?.access.sources.map(({ kind }) => kind);

  test.each<[unknown, readonly string[]]>([
    ['public', []],
    ['deny', []],
    ['authenticated', ['authorization', 'cookie', 'header']],
    ['optional', ['authorization', 'cookie', 'header']],
    [{ scopes: ['s'] }, ['authorization', 'cookie', 'header']],
    [{ issuer: 'machines' }, ['authorization']],
    [{ issuer: 'staff' }, ['cookie', 'authorization']],
    [{ issuer: { anyOf: ['partner', 'machines'] } }, ['authorization', 'header']],
    [{ issuer: { anyOf: ['partner', 'staff'] }, allOf: [{ issuer: 'partner' }] }, ['header']],
    [{ anyOf: [{ issuer: 'partner' }, { issuer: 'machines', scopes: ['s'] }] }, ['authorization', 'header']],
    [{ anyOf: [{ issuer: 'partner' }, { scopes: ['s'] }] }, ['authorization', 'cookie', 'header']],
    [{ issuer: 'staff', anyOf: [{ scopes: ['s'] }, { roles: ['r'] }] }, ['cookie', 'authorization']],
  ])('decide where its credential is read: %o reads %o', (access, kinds) => {
    expect(sourcesOf(access)).toEqual(kinds);
  });

  test.each<[unknown]>([
    [{ allOf: [{ issuer: 'staff' }, { issuer: 'partner' }] }],
    [{ issuer: 'staff', allOf: [{ issuer: 'partner' }] }],
    [{ anyOf: [{ scopes: ['s'] }, { issuer: 'staff', allOf: [{ issuer: 'partner' }] }] }],
    [{ issuer: 'staff', anyOf: [{ scopes: ['s'] }, { issuer: 'partner' }] }],
  ])('%# that exclude each other are issuer-unreachable', (access) => {
    expect(onlyFinding(threeIssuers({ '/a': access }))).toMatchObject({
      level: 'error',
      code: 'issuer-unreachable',
      pointer: '/routes/~1a',
    });
  });

  test('make the list of all sources of the policy, each once, in the order of the document', () => {
    expect(compiled(threeIssuers({ '/a': 'authenticated' })).sources).toEqual([
      { kind: 'authorization' },
      { kind: 'cookie', name: 'session' },
      { kind: 'header', name: 'x-partner-token' },
    ]);
  });
});

describe('fingerprints', () => {
  const same = (one: unknown, other: unknown, key = '/b/:id') => {
    const { routes } = compiled(threeIssuers({ '/a/:id': one, [key]: other })).routes;
    return routes[0]?.access.fingerprint === routes[1]?.access.fingerprint;
  };

  test('are equal for equal access, whatever the order of keys', () => {
    expect(same('authenticated', 'authenticated')).toBe(true);
    expect(same({ scopes: ['s'], roles: ['r'] }, { roles: ['r'], scopes: ['s'] })).toBe(true);
    expect(same({ claims: { sub: { param: 'id' } } }, { claims: { sub: { param: 'id' } } })).toBe(true);
  });

  test('differ wherever access could', () => {
    expect(same('authenticated', 'optional')).toBe(false);
    expect(same('public', 'deny')).toBe(false);
    expect(same({ scopes: ['s'] }, { scopes: ['s', 't'] })).toBe(false);
    expect(same({ scopes: ['s', 't'] }, { scopes: { anyOf: ['s', 't'] } })).toBe(false);
    expect(same({ claims: { n: 1 } }, { claims: { n: '1' } })).toBe(false);
    // One name, two places: each binds another segment.
    expect(same({ claims: { sub: { param: 'id' } } }, { claims: { sub: { param: 'id' } } }, '/b/c/:id')).toBe(false);
  });
});

describe('route keys', () => {
  test('that do not parse are a route-key, and do not hide what their access holds', () => {
    const findings = findingsOf(toDocument({ routes: { 'GET orders//x': { issuer: 'nobody' } } }));
    expect(findings.map(({ code }) => code)).toEqual(['route-key', 'unknown-issuer']);
    expect(findings[0]).toMatchObject({ level: 'error', pointer: '/routes/GET orders~1~1x', at: 'name' });
  });

  test('that could tie are a route-conflict at the later one', () => {
    expect(
      onlyFinding(toDocument({ routes: { 'GET /a/:x': 'authenticated', 'GET|POST /a/:y': 'deny' } })),
    ).toMatchObject({
      level: 'error',
      code: 'route-conflict',
      pointer: '/routes/GET|POST ~1a~1:y',
      at: 'name',
    });
  });

  test('that leave a risk are warnings with their place', () => {
    const findings = findingsOf(toDocument({ routes: { '/files/*': 'public', 'GET /files/secret': 'authenticated' } }));
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ level, at }) => level === 'warning' && at === 'name')).toBe(true);
    expect(findings.map(({ code }) => code)).toContain('public-shadows-protected');
  });

  test('are not judged for risks while some of them are broken', () => {
    const routes = { '/files/*': 'public', 'GET /files/secret': 'authenticated', 'GET /files/:id': 7 };
    expect(codesOf(toDocument({ routes }))).toEqual(['wrong-type /routes/GET ~1files~1:id']);
  });

  test('of which there is none are no-routes', () => {
    expect(onlyFinding(toDocument({ routes: {} }))).toMatchObject({ level: 'warning', code: 'no-routes' });
  });

  test('called like members of every object are read as keys', () => {
    const document = JSON.parse('{ "issuers": {}, "routes": { "__proto__": "public", "constructor": "public" } }');
    expect(codesOf(document)).toEqual(['reserved-name /routes/__proto__', 'reserved-name /routes/constructor']);
  });
});
