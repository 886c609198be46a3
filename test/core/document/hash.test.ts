import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCanonicalJson } from '../../../packages/core/src/document/canonical-json.ts';
import { hashPolicy, isBuiltPolicy } from '../../../packages/core/src/document/hash.ts';
import type { PolicyDocument } from '../../../packages/core/src/document/policy.ts';
import { codesOf, compile, compiled, ISS } from './compiling.ts';

const DOCUMENT: PolicyDocument = {
  issuers: { machines: { issuer: ISS, audience: 'api' } },
  routes: { 'GET /a': { scopes: ['s', 't'] }, '/b': 'deny' },
};
const LOCAL: PolicyDocument = {
  ...DOCUMENT,
  issuers: { machines: { issuer: 'http://localhost:8788', audience: 'api' } },
};
const SHA256 = 'a'.repeat(64);

test('hashes the canonical JSON of a document', async () => {
  const text = `{"issuers":{"machines":{"audience":"api","issuer":"${ISS}"}},"routes":{"/b":"deny","GET /a":{"scopes":["s","t"]}}}`;
  expect(toCanonicalJson(DOCUMENT)).toBe(text);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  expect(await hashPolicy(DOCUMENT)).toBe(Buffer.from(digest).toString('hex'));
});

test('gives one hash for one policy, however its keys are ordered, whatever its tests and schema', async () => {
  const reordered: PolicyDocument = {
    tests: [{ request: 'GET /a', expect: 'deny' }],
    routes: { '/b': 'deny', 'GET /a': { scopes: ['s', 't'] } },
    $schema: './schema.json',
    issuers: { machines: { audience: 'api', issuer: ISS } },
  };
  expect(await hashPolicy(reordered)).toBe(await hashPolicy(DOCUMENT));
});

test('gives another hash for another policy, the order of a list included', async () => {
  const hash = await hashPolicy(DOCUMENT);
  expect(await hashPolicy({ ...DOCUMENT, routes: { ...DOCUMENT.routes, '/b': 'public' } })).not.toBe(hash);
  expect(await hashPolicy({ ...DOCUMENT, routes: { ...DOCUMENT.routes, 'GET /a': { scopes: ['t', 's'] } } })).not.toBe(
    hash,
  );
});

test('spells a JSON value in one way, and reads back as that value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = toCanonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(toCanonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});

test('tells a built policy from a document', () => {
  expect(isBuiltPolicy({ sha256: SHA256, document: DOCUMENT })).toBe(true);
  expect(isBuiltPolicy(DOCUMENT)).toBe(false);
});

test('holds a built policy to public hosts, whatever the gate says', () => {
  expect(codesOf(LOCAL)).toEqual([]);
  expect(codesOf({ sha256: SHA256, document: LOCAL }, { hosts: 'loopbackAllowed' })).toEqual([
    'local-address /issuers/machines/issuer',
  ]);
  expect(compile({ sha256: SHA256, document: LOCAL }).policy).toBeNull();
  expect(compiled({ sha256: SHA256, document: DOCUMENT }).document).toEqual(DOCUMENT);
});

test('holds a built policy to public hosts on resolved values', () => {
  const document = { ...DOCUMENT, issuers: { machines: { issuer: `\${ISS}`, audience: 'api' } } };
  expect(codesOf({ sha256: SHA256, document }, { env: { ISS: 'http://127.0.0.1:8788' } })).toEqual([
    'local-address /issuers/machines/issuer',
  ]);
  expect(codesOf({ sha256: SHA256, document }, { env: { ISS } })).toEqual([]);
});

test.each(['', 'abc', 'A'.repeat(64), 7, null])('a build whose hash is none, %j, is a malformed-build', (sha256) => {
  expect(codesOf({ sha256, document: DOCUMENT })).toEqual(['malformed-build ']);
});
