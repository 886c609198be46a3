import { expect, test } from 'vitest';
import { takeInventory } from '../../../packages/cli/src/source/inventory.ts';
import { listSchemaKeys } from '../route-matrix/schema-keys.ts';

test('takes no name that an author chose for an unsafe setting', () => {
  const why = 'an old player cannot send headers';
  const policy = {
    issuers: {
      unsafeStaff: {
        issuer: 'https://id.acme.dev',
        audience: 'https://api.acme.dev',
        require: { claims: { unsafe_level: { exists: true } } },
        tokenFrom: ['authorization', { unsafeQueryToken: { name: 'token', why } }],
      },
    },
    routes: {
      'GET /a': { claims: { unsafeMode: 'x', 'unsafe-other': { anyOf: ['y'] } }, unsafeSharedCache: 'same for all' },
      'GET /b': { anyOf: [{ claims: { unsafe: 'x' } }, { scopes: ['unsafe:all'] }] },
    },
    worker: { identityHeaders: { 'unsafe-user': 'subject' } },
    apiGateway: { kind: 'rest-request', context: { unsafeUser: 'subject' } },
  };
  expect(takeInventory(policy, {}).unsafe).toEqual([
    { pointer: '/issuers/unsafeStaff/tokenFrom/1/unsafeQueryToken', setting: 'unsafeQueryToken', why },
    { pointer: '/routes/GET ~1a/unsafeSharedCache', setting: 'unsafeSharedCache', why: 'same for all' },
  ]);
});

test('looks wherever the schema has an unsafe setting', () => {
  const places = [...listSchemaKeys()].filter((place) => /(^|\/)unsafe[^/]*$/.test(place));
  expect(places.length).toBeGreaterThanOrEqual(5);
  for (const place of places) {
    const steps = place.split('/').map((step) => (step === '*' ? 'name' : step === '#' ? '0' : step));
    const value = steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), 'a reason');
    expect([place, takeInventory(value, {}).unsafe.map(({ setting }) => setting)]).toEqual([place, [steps.at(-1)]]);
  }
});
