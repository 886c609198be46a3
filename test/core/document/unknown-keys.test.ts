import { describe, expect, test } from 'vitest';
import { codesOf, compile, onlyFinding, toDocument, withIssuer, withRoute } from './compiling.ts';

describe('unknown keys', () => {
  test('are told with the key that was probably meant', () => {
    expect(onlyFinding(withRoute({ scope: ['read'] }))).toEqual({
      level: 'error',
      code: 'unknown-key',
      pointer: '/routes/GET ~1orders~1:id/scope',
      at: 'name',
      message: 'unknown key "scope"',
      suggestion: 'did you mean "scopes"?',
    });
  });

  test.each([
    [withIssuer({ jwks_uri: 'https://tokens.acme.dev/keys' }), 'did you mean "jwksUri"?'],
    [withIssuer({ clockTolerance: 30 }), 'did you mean "clockToleranceSeconds"?'],
    [withIssuer({ algoritms: ['RS256'] }), 'did you mean "algorithms"?'],
    [withRoute({ anyof: [{ scopes: ['read'] }] }), 'did you mean "anyOf"?'],
    [withRoute({ optional: true }), 'write "optional" as the whole access of the route'],
    [withRoute({ public: true }), 'write "public" as the whole access of the route'],
    [withRoute({ not: { scopes: ['read'] } }), 'there is no "not"; use "noneOf" in a claim condition'],
    [withRoute({ claims: { sub: { not: 'u1' } } }), 'use "noneOf": [...]'],
    [withRoute({ claims: { sub: { in: ['u1'] } } }), 'use "anyOf": [...]'],
    [
      withRoute({ claims: { sub: { regex: '^u' } } }),
      'there are no regular expressions; use "prefix", or list the values under "anyOf"',
    ],
    [
      withRoute({ claims: { sub: { matches: '^u' } } }),
      'there are no regular expressions; use "prefix", or list the values under "anyOf"',
    ],
    [toDocument({ log: { zebra: true } }), 'known here: decisions, subject'],
    [withIssuer({ tokenFrom: [{ headr: 'x-token' }] }), 'did you mean "header"?'],
  ])('%# suggests what to write', (document, suggestion) => {
    expect(onlyFinding(document)).toMatchObject({ level: 'error', code: 'unknown-key', at: 'name', suggestion });
  });

  test('are all collected, several in one object and in many places', () => {
    const document = { ...withIssuer({ foo: 1, bar: 2 }), baz: 3, worker: { qux: 4 } };
    expect(codesOf(document)).toEqual([
      'unknown-key /issuers/machines/foo',
      'unknown-key /issuers/machines/bar',
      'unknown-key /baz',
      'unknown-key /worker/qux',
    ]);
  });

  test('named like members of every object are unknown like any other', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    for (const name of names) {
      const issuer = JSON.parse(
        `{ "issuer": "https://a.acme.dev", "audience": "a", ${JSON.stringify(name)}: { "x": 1 } }`,
      );
      expect(codesOf(toDocument({ issuers: { machines: issuer } }))).toEqual([`unknown-key /issuers/machines/${name}`]);
    }
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  test('do not hide what is wrong with the rest of the same object', () => {
    expect(codesOf(withIssuer({ foo: 1, audience: '*' }))).toEqual([
      'unknown-key /issuers/machines/foo',
      'audience-wildcard /issuers/machines/audience',
    ]);
  });

  test('that were meant for a required key bring no second finding about its absence', () => {
    expect(codesOf(withIssuer({ audience: undefined, audiance: 'a' }))).toEqual([
      'unknown-key /issuers/machines/audiance',
    ]);
    expect(codesOf({ ...withIssuer({ audience: undefined }), audiences: 'a' })).toEqual(['unknown-key /audiences']);
    expect(codesOf(toDocument({ issuers: { a: { iss: 'https://a.acme.dev', audience: 'a' } } }))).toEqual([
      'unknown-key /issuers/a/iss',
    ]);
  });

  test('that cannot stand beside another are told so', () => {
    expect(onlyFinding(withIssuer({ tokenFrom: [{ header: 'x-token', cookie: 'session' }] }))).toMatchObject({
      code: 'unknown-key',
      message: '"cookie" cannot stand beside the other key',
      suggestion: 'write an object for each',
    });
  });
});

test.each([
  [withIssuer({ binding: 'dpop' }), '/issuers/machines/binding'],
  [withIssuer({ introspection: {} }), '/issuers/machines/introspection'],
  [withRoute({ scopes: ['a'], binding: 'dpop' }), '/routes/GET ~1orders~1:id/binding'],
])('%# refuses a key of a later version as not-in-this-version, not as unknown', (document, pointer) => {
  expect(onlyFinding(document)).toMatchObject({ level: 'error', code: 'not-in-this-version', pointer, at: 'name' });
  expect(compile(document).policy).toBeNull();
});
