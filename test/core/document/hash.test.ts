import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCanonicalJson } from '../../../packages/core/src/document/canonical-json.ts';
import { expandPolicy } from '../../../packages/core/src/document/expand.ts';
import { hashPolicy } from '../../../packages/core/src/document/hash.ts';
import type { PolicyDocument } from '../../../packages/core/src/document/policy.ts';
import { ISS } from './compiling.ts';

const DOCUMENT: PolicyDocument = {
  issuers: { machines: { issuer: ISS, audience: 'api' } },
  routes: { 'GET /a': { scopes: ['s', 't'] }, '/b': 'deny' },
};
const SPELT: PolicyDocument = {
  issuers: {
    staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api', tokenTypes: ['JWT'] },
    people: {
      preset: 'cognito',
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC',
      audience: 'c1',
      claimMappings: { roles: 'cognito:roles' },
    },
    machines: { issuer: ISS, audience: 'api' },
  },
  routes: { '/a': 'authenticated' },
};

const sha256 = async (text: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex');

test('hashes the canonical JSON of a document, its issuers as a list', async () => {
  const routes = '"routes":{"/b":"deny","GET /a":{"scopes":["s","t"]}}';
  const machines = `{"audience":"api","issuer":"${ISS}"}`;
  expect(toCanonicalJson(DOCUMENT)).toBe(`{"issuers":{"machines":${machines}},${routes}}`);
  expect(await hashPolicy(DOCUMENT)).toBe(await sha256(`{"issuers":[["machines",${machines}]],${routes}}`));
});

test('gives one hash to a document and to its expansion, which expands to itself', async () => {
  const expanded = expandPolicy(SPELT);
  expect(expanded).not.toEqual(SPELT);
  expect(expandPolicy(expanded)).toEqual(expanded);
  expect(await hashPolicy(expanded)).toBe(await hashPolicy(SPELT));
});

test('gives another hash where the issuers come in another order: tokens are looked for in it', async () => {
  const { staff, ...others } = SPELT.issuers;
  if (staff === undefined) throw new Error('there is no such issuer');
  expect(await hashPolicy({ ...SPELT, issuers: { ...others, staff } })).not.toBe(await hashPolicy(SPELT));
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
