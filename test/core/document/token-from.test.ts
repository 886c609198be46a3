import { expect, test } from 'vitest';
import { compiled, compiledIssuer, onlyFinding, withIssuer } from './compiling.ts';

const AT = '/issuers/machines/tokenFrom';

test('reads the places in the order of the policy, header names in lower case', () => {
  const tokenFrom = [{ cookie: '__session' }, { header: 'X-Goog-Iap-Jwt-Assertion' }, 'authorization'];
  expect(compiledIssuer(withIssuer({ tokenFrom })).tokenFrom).toEqual([
    { kind: 'cookie', name: '__session' },
    { kind: 'header', name: 'x-goog-iap-jwt-assertion' },
    { kind: 'authorization' },
  ]);
});

test('reads the query only under a name that says unsafe, and lists its reason', () => {
  const policy = compiled(
    withIssuer({ tokenFrom: [{ unsafeQueryToken: { name: 'access_token', why: 'EventSource' } }] }),
  );
  expect(policy.sources).toEqual([{ kind: 'query', name: 'access_token' }]);
  expect(policy.unsafeSettings).toEqual([
    { pointer: `${AT}/0/unsafeQueryToken`, setting: 'unsafeQueryToken', why: 'EventSource' },
  ]);
  expect(
    onlyFinding(withIssuer({ tokenFrom: [{ unsafeQueryToken: { name: 'access_token', why: '<why>' } }] })),
  ).toMatchObject({ code: 'placeholder', pointer: `${AT}/0/unsafeQueryToken/why` });
});

test.each([
  ['Authorization', 'write "authorization"'],
  ['COOKIE', 'write { "cookie": "name" }'],
])('the %s header named like any other is a source-form', (header, suggestion) => {
  expect(onlyFinding(withIssuer({ tokenFrom: [{ header }] }))).toMatchObject({
    code: 'source-form',
    pointer: `${AT}/0/header`,
    suggestion,
  });
});

test.each([{ header: 'x token' }, { header: 'x:y' }, { cookie: 'a=b' }, { cookie: 'séance' }])(
  'a name that no header or cookie can have is an invalid-field-name: %o',
  (place) => {
    expect(onlyFinding(withIssuer({ tokenFrom: [place] }))).toMatchObject({ code: 'invalid-field-name' });
  },
);

test('a place listed twice is a duplicate-source, in any case of letters', () => {
  expect(onlyFinding(withIssuer({ tokenFrom: [{ header: 'X-Token' }, { header: 'x-token' }] }))).toMatchObject({
    code: 'duplicate-source',
    pointer: `${AT}/1`,
  });
});
