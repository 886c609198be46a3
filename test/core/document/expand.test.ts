import { expect, test } from 'vitest';
import { expandPolicy } from '../../../packages/core/src/document/expand.ts';
import type { PolicyDocument } from '../../../packages/core/src/document/policy.ts';
import { compiled, ISS } from './compiling.ts';

const DOCUMENT: PolicyDocument = {
  $schema: './schema.json',
  issuers: {
    people: { preset: 'cognito', issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC', audience: 'c1' },
    staff: {
      preset: 'okta',
      issuer: 'https://acme.okta.com/oauth2/default',
      audience: 'api://default',
      tokenTypes: ['absent'],
      claimMappings: { roles: 'roles_of_acme', client: 'client_id' },
    },
    machines: { issuer: ISS, audience: 'api' },
  },
  routes: { '/a': 'authenticated' },
  tests: [{ request: 'GET /a', expect: 'deny' }],
};

test('writes presets out, the own settings of an issuer kept, and drops what decides nothing', () => {
  const expanded = expandPolicy(DOCUMENT);
  expect(Object.keys(expanded)).toEqual(['issuers', 'routes']);
  expect(expanded.issuers.staff).toEqual({
    preset: 'okta',
    issuer: 'https://acme.okta.com/oauth2/default',
    audience: 'api://default',
    algorithms: ['RS256'],
    tokenTypes: ['absent'],
    claimMappings: { subject: 'sub', client: 'client_id', scopes: 'scp', groups: 'groups', roles: 'roles_of_acme' },
  });
  expect(expanded.issuers.machines).toEqual(DOCUMENT.issuers.machines);
});

test('leaves the meaning as it was: a document and its expansion compile to the same issuers', () => {
  expect(compiled(expandPolicy(DOCUMENT)).issuers).toEqual(compiled(DOCUMENT).issuers);
});

test('writes out where a provider puts its tokens, and where an issuer wants them in place of that', () => {
  const access = { preset: 'cloudflare-access', issuer: 'https://acme.cloudflareaccess.com', audience: 'tag' };
  const own = { ...access, issuer: 'https://beta.cloudflareaccess.com', tokenFrom: ['authorization'] } as const;
  const document: PolicyDocument = { issuers: { access, own }, routes: { '/a': 'authenticated' } };
  const { issuers } = expandPolicy(document);
  expect(issuers.access?.tokenFrom).toEqual([{ header: 'cf-access-jwt-assertion' }]);
  expect(issuers.own?.tokenFrom).toEqual(['authorization']);
  expect(compiled(expandPolicy(document)).issuers).toEqual(compiled(document).issuers);
});

test('a claim that a preset demands is demanded once, whatever the policy adds', () => {
  const entry = {
    preset: 'entra',
    issuer: 'https://login.microsoftonline.com/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/v2.0',
  };
  const document: PolicyDocument = {
    issuers: { staff: { ...entry, audience: 'api', requiredClaims: ['oid'] } },
    routes: { '/a': 'authenticated' },
  };
  const required = (of: PolicyDocument) =>
    compiled(of).issuers.flatMap((issuer) => issuer.requiredClaims.map(({ text }) => text));
  expect(required(document)).toEqual(['azp', 'oid']);
  expect(required(expandPolicy(document))).toEqual(['azp', 'oid']);
});
