/** What a key comes down to once its public members have been checked: the JWK that is imported, and stored in copies. */
import { expect, test } from 'vitest';
import { parseMaterial } from '../../../packages/core/src/keys/material.ts';
import { keyFixture } from '../../support/public-jwks.ts';

test.each([
  ['RS256', null, ['kty', 'e', 'n']],
  ['ES256', 'P-256', ['kty', 'crv', 'x', 'y']],
  ['ES512', 'P-521', ['kty', 'crv', 'x', 'y']],
  ['EdDSA', 'Ed25519', ['kty', 'crv', 'x']],
])('an %s key is its required members, and its text tells it from every other key', async (algorithm, crv, members) => {
  const { jwk } = await keyFixture('one', algorithm);
  const { jwk: other } = await keyFixture('other', algorithm);
  const required = Object.fromEntries(Object.entries(jwk).filter(([name]) => members.includes(name)));
  const material = parseMaterial({ ...jwk, use: 'sig', x5c: ['AA'] });
  expect(material).toMatchObject({ kty: jwk.kty, crv });
  expect(material).toHaveProperty('jwk', required);
  expect(parseMaterial(required)).toEqual(material);
  expect(parseMaterial({ ...other })).not.toHaveProperty('text', Object(material).text);
});
