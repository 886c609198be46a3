import { describe, expect, test } from 'vitest';
import { codesOf, findingsOf, onlyFinding, toDocument, withIssuer, withRoute } from './compiling.ts';

describe('values', () => {
  test('outside a list of words are wrong-value, with the words and the nearest one', () => {
    expect(onlyFinding(toDocument({ worker: { lookAlikes: 'refused' } }))).toMatchObject({
      code: 'wrong-value',
      at: 'value',
      message: 'expected one of "refuse", "allowSlash", "ignore", received "refused"',
      suggestion: 'did you mean "refuse"?',
    });
    expect(onlyFinding(withRoute('publc'))).toMatchObject({
      code: 'wrong-value',
      message: 'expected "public", "optional", "authenticated", "deny" or a requirement, received "publc"',
      suggestion: 'did you mean "public"?',
    });
  });

  test.each<[unknown, string]>([
    [withIssuer({ clockToleranceSeconds: 301 }), 'expected a whole number from 0 to 300, received 301'],
    [withIssuer({ clockToleranceSeconds: -1 }), 'expected a whole number from 0 to 300, received -1'],
    [withIssuer({ clockToleranceSeconds: 1.5 }), 'expected a whole number from 0 to 300, received 1.5'],
    [withIssuer({ clockToleranceSeconds: Number.NaN }), 'expected a whole number from 0 to 300, received NaN'],
    [withIssuer({ maxLifetimeSeconds: 0 }), `expected a whole number from 1 to ${Number.MAX_SAFE_INTEGER}, received 0`],
    [
      withRoute({ scopes: ['read write'] }),
      'expected a scope without spaces, quotes and backslashes, received "read write"',
    ],
    [
      withRoute({ claims: { level: { gte: Number.POSITIVE_INFINITY } } }),
      'expected a finite number, received Infinity',
    ],
    [withIssuer({ issuer: '' }), 'expected a non-empty string, received ""'],
    [withIssuer({ unsafeNoAudience: ' ', audience: undefined }), 'expected the reason in words, received " "'],
    [toDocument({ apiGateway: { resultTtlSeconds: 3601 } }), 'expected a whole number from 0 to 3600, received 3601'],
  ])('%# out of bounds are wrong-value', (document, message) => {
    expect(onlyFinding(document)).toMatchObject({ level: 'error', code: 'wrong-value', message });
  });

  test.each<[unknown, string]>([
    [withIssuer({ clockToleranceSeconds: '30' }), 'expected a whole number from 0 to 300, received "30"'],
    [withIssuer({ issuer: 7 }), 'expected a non-empty string, received 7'],
    [withIssuer({ jwks: 'https://tokens.acme.dev/keys' }), 'expected an object, received a string'],
    [toDocument({ worker: { forwardToken: 'yes' } }), 'expected true or false, received "yes"'],
    [toDocument({ routes: [] }), 'expected an object of accesses by route key, received an empty list'],
    [toDocument({ cors: null }), 'expected an object, received null'],
    [withRoute(true), 'expected "public", "optional", "authenticated", "deny" or a requirement, received true'],
    ['GET /', 'expected a policy object, received "GET /"'],
    [null, 'expected a policy object, received null'],
    [undefined, 'expected a policy object, received nothing that JSON can hold'],
  ])('%# of another type are wrong-type', (document, message) => {
    expect(onlyFinding(document)).toMatchObject({ level: 'error', code: 'wrong-type', message });
  });

  test('of a wrong access keep what was written in the suggestion', () => {
    expect(onlyFinding(withRoute(['read'])).suggestion).toBe('write { "scopes": ["read"] }');
    expect(onlyFinding(withRoute({ claims: { sub: ['u1', 'u2'] } })).suggestion).toBe('write { "anyOf": ["u1","u2"] }');
    expect(onlyFinding(withRoute({ scopes: ['read write'] })).suggestion).toBe('write ["read","write"]');
  });

  test.each(['scopes', 'permissions', 'roles', 'groups'])(
    'a plain string for %s is list-expected, with the list',
    (fact) => {
      expect(onlyFinding(withRoute({ [fact]: 'read' }))).toMatchObject({
        code: 'list-expected',
        message: 'expected a list (all of them) or { "anyOf": [...] } (one of them), received "read"',
        suggestion: 'write ["read"]',
      });
      expect(onlyFinding(withRoute({ [fact]: { anyOf: 'read' } }))).toMatchObject({
        code: 'list-expected',
        suggestion: 'write ["read"]',
      });
    },
  );

  test.each(['issuer', 'client'])('a list for %s is one-value-expected, with anyOf', (fact) => {
    expect(onlyFinding(withRoute({ [fact]: ['machines', 'staff'] }))).toMatchObject({
      code: 'one-value-expected',
      message: 'expected a string or { "anyOf": [...] }, received a list',
      suggestion: 'write { "anyOf": ["machines","staff"] }',
    });
  });

  test('that test for absence are exists-false', () => {
    expect(onlyFinding(withRoute({ claims: { sub: { exists: false } } }))).toMatchObject({
      code: 'exists-false',
      message: 'expected true, received false',
    });
  });

  test.each<[unknown, string]>([
    [withRoute({}), '/routes/GET ~1orders~1:id'],
    [withRoute({ anyOf: [] }), '/routes/GET ~1orders~1:id/anyOf'],
    [withRoute({ allOf: [] }), '/routes/GET ~1orders~1:id/allOf'],
    [withRoute({ anyOf: [{}] }), '/routes/GET ~1orders~1:id/anyOf/0'],
    [withRoute({ scopes: [] }), '/routes/GET ~1orders~1:id/scopes'],
    [withRoute({ roles: { anyOf: [] } }), '/routes/GET ~1orders~1:id/roles/anyOf'],
    [withRoute({ issuer: { anyOf: [] } }), '/routes/GET ~1orders~1:id/issuer/anyOf'],
    [withRoute({ claims: {} }), '/routes/GET ~1orders~1:id/claims'],
    [withRoute({ claims: { sub: {} } }), '/routes/GET ~1orders~1:id/claims/sub'],
    [withRoute({ claims: { sub: { anyOf: [] } } }), '/routes/GET ~1orders~1:id/claims/sub/anyOf'],
    [withRoute({ claims: { sub: { noneOf: [] } } }), '/routes/GET ~1orders~1:id/claims/sub/noneOf'],
    [withIssuer({ algorithms: [] }), '/issuers/machines/algorithms'],
    [withIssuer({ audience: [] }), '/issuers/machines/audience'],
    [withIssuer({ require: {} }), '/issuers/machines/require'],
    [withIssuer({ jwks: { keys: [] } }), '/issuers/machines/jwks/keys'],
    [toDocument({ worker: { origins: {} } }), '/worker/origins'],
  ])('%# that hold nothing are empty: an error, never a grant', (document, pointer) => {
    expect(onlyFinding(document)).toMatchObject({ level: 'error', code: 'empty', pointer });
  });

  test('of an empty requirement come with the word for any verified token', () => {
    expect(onlyFinding(withRoute({})).suggestion).toBe('write "authenticated" where any verified token will do');
  });

  test('that are absent and required are missing-key', () => {
    expect(onlyFinding(withIssuer({ issuer: undefined }))).toMatchObject({
      code: 'missing-key',
      pointer: '/issuers/machines',
      at: 'name',
      message: '"issuer" is missing',
    });
    expect(codesOf({})).toEqual(['missing-key ', 'missing-key ']);
  });

  test('in one place do not hide findings in another', () => {
    const document = {
      ...withIssuer({ audience: '*' }),
      routes: { 'GET /a': 7, 'GET /b': { claims: { sub: { param: 'user' } } } },
      log: { decisions: 'some' },
      cors: { origins: ['*.acme.dev'] },
    };
    expect(codesOf(document)).toEqual([
      'wrong-type /routes/GET ~1a',
      'wrong-value /log/decisions',
      'unknown-param /routes/GET ~1b/claims/sub/param',
      'cors-origin /cors/origins/0',
      'audience-wildcard /issuers/machines/audience',
    ]);
  });

  test('that are misshapen bring no second finding about their absence', () => {
    expect(codesOf({ ...withIssuer({ audience: undefined }), audience: 7 })).toEqual(['wrong-type /audience']);
    expect(codesOf({ issuers: 7, routes: { '/a': { issuer: 'machines' } } })).toEqual(['wrong-type /issuers']);
  });
});

test.each(['constructor', 'prototype', '__proto__'])(
  'a claim called %s is a reserved-name, never a condition that vanishes',
  (name) => {
    const access = JSON.parse(`{ "claims": { ${JSON.stringify(name)}: "x", "sub": "u1" } }`);
    expect(onlyFinding(withRoute(access))).toMatchObject({
      code: 'reserved-name',
      at: 'name',
      pointer: `/routes/GET ~1orders~1:id/claims/${name}`,
      suggestion: `write the claim as a pointer: "/${name}"`,
    });
    expect(findingsOf(withRoute({ claims: { [`/${name}`]: 'x' } }))).toEqual([]);
  },
);

test('an empty name is an invalid-name', () => {
  expect(onlyFinding(withRoute({ claims: { '': 'x' } }))).toMatchObject({ code: 'invalid-name', at: 'name' });
});

test('a document that nests without end is too-deep', () => {
  let requirement: unknown = { scopes: ['read'] };
  for (let depth = 0; depth < 5000; depth += 1) requirement = { anyOf: [requirement] };
  expect(onlyFinding(withRoute(requirement))).toMatchObject({ code: 'too-deep', pointer: '' });
  const endless: Record<string, unknown> = toDocument();
  endless.worker = endless;
  expect(onlyFinding(endless)).toMatchObject({ code: 'too-deep', pointer: '' });
});

test('no finding speaks in the words of the library that checks shapes', () => {
  const wrong = [7, null, true, [], {}, 'x', [7], { x: 1 }];
  const places = wrong.flatMap((value) => [
    ...Object.keys(toDocument()).map((key) => toDocument({ [key]: value })),
    ...['tenants', 'audience', 'jwks', 'keys', 'hmac', 'tokenFrom', 'claimMappings', 'require'].map((key) =>
      withIssuer({ [key]: value }),
    ),
    ...['cors', 'worker', 'apiGateway', 'log', 'tests'].map((key) => toDocument({ [key]: value })),
    withRoute({ claims: { sub: value } }),
    withRoute({ scopes: value }),
  ]);
  for (const document of places) {
    for (const { message } of findingsOf(document)) expect(message).not.toMatch(/never|Invalid|undefined|Object|Array/);
  }
});
