import { describe, expect, test } from 'vitest';
import { codesOf, findingsOf, ISS, onlyFinding, toDocument } from '../document/compiling.ts';

const people = { preset: 'supabase', issuer: 'https://abc.supabase.co/auth/v1', audience: 'authenticated' };
const withPeople = (entry: Record<string, unknown>, access: unknown = 'authenticated') =>
  toDocument({ issuers: { people: { ...people, ...entry } }, routes: { 'GET /orders': access } });

describe('what users of Supabase write themselves is a forbidden-claim', () => {
  test.each([
    ['in a mapping', { claimMappings: { roles: '/user_metadata/roles' } }, '/issuers/people/claimMappings/roles'],
    [
      'in a list of mappings',
      { claimMappings: { roles: ['role', '/user_metadata/r'] } },
      '/issuers/people/claimMappings/roles/1',
    ],
    ['among required claims', { requiredClaims: ['user_metadata'] }, '/issuers/people/requiredClaims/0'],
    [
      'in require',
      { require: { claims: { '/user_metadata/plan': 'pro' } } },
      '/issuers/people/require/claims/~1user_metadata~1plan',
    ],
  ])('%s', (_where, entry, pointer) => {
    expect(onlyFinding(withPeople(entry))).toMatchObject({ level: 'error', code: 'forbidden-claim', pointer });
  });

  test.each([
    ['of a route', { claims: { '/user_metadata/role': 'admin' } }],
    ['in one branch of a route', { anyOf: [{ roles: ['x'] }, { allOf: [{ claims: { '/user_metadata/a': 1 } }] }] }],
  ])('in the requirement %s', (_where, access) => {
    expect(codesOf(withPeople({}, access)).map((code) => code.split(' ')[0])).toEqual(['forbidden-claim']);
  });

  test('spelt with a dot too', () => {
    const codes = codesOf(withPeople({}, { claims: { 'user_metadata.role': 'admin' } }));
    expect(codes.map((code) => code.split(' ')[0])).toEqual(['forbidden-claim', 'dotted-claim']);
  });
});

test('app_metadata, which only servers write, is fine, and so is passing user_metadata on', () => {
  const entry = { claimMappings: { roles: '/app_metadata/roles' } };
  const worker = {
    origins: 'https://origin.acme.dev',
    identityHeaders: { 'x-name': { claim: '/user_metadata/name' } },
  };
  expect(findingsOf({ ...withPeople(entry), worker })).toEqual([]);
});

test('another issuer may have a claim of that name', () => {
  const other = { issuer: ISS, audience: 'https://api.acme.dev', claimMappings: { roles: '/user_metadata/roles' } };
  expect(findingsOf(toDocument({ issuers: { people, other } }))).toEqual([]);
});
