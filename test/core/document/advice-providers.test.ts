import { describe, expect, test } from 'vitest';
import { codesOf, toDocument, withIssuer } from './compiling.ts';

const AT = '/issuers/machines';
const ENTRA = {
  preset: 'entra',
  issuer: 'https://login.microsoftonline.com/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/v2.0',
};
const CLIENT = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

describe('an audience that no v2.0 token of Entra has is an entra-audience', () => {
  test.each([
    ['written alone', withIssuer({ ...ENTRA, audience: 'api://orders' }), {}, [`entra-audience ${AT}/audience`]],
    ['in a list of such', withIssuer({ ...ENTRA, audience: ['api://a'] }), {}, [`entra-audience ${AT}/audience`]],
    [
      'in a variable',
      withIssuer({ ...ENTRA, audience: `\${API}` }),
      { API: 'api://a' },
      [`entra-audience ${AT}/audience`],
    ],
    [
      "as the policy's own",
      toDocument({ audience: 'api://a', issuers: { a: ENTRA } }),
      {},
      ['entra-audience /audience'],
    ],
  ])('%s', (_, document, env, codes) => {
    expect(codesOf(document, { env })).toEqual(codes);
  });

  test.each([
    ['the client id', { ...ENTRA, audience: CLIENT }],
    ['the client id beside it', { ...ENTRA, audience: ['api://orders', CLIENT] }],
    [
      'v1.0 tokens',
      {
        preset: 'entra-v1',
        issuer: 'https://sts.windows.net/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/',
        audience: 'api://orders',
      },
    ],
    ['another provider', { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' }],
  ])('and %s is none', (_, issuer) => {
    expect(codesOf(withIssuer(issuer))).toEqual([]);
  });
});

test.each([
  ['https://kubernetes.default.svc.cluster.local', ['shared-issuer /issuers/machines/issuer']],
  ['https://kubernetes.default.svc', ['shared-issuer /issuers/machines/issuer']],
  ['https://kubernetes.default.svc.acme.dev', []],
  ['https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF', []],
])('the name that every cluster has is a shared-issuer: %s', (issuer, codes) => {
  expect(codesOf(withIssuer({ preset: 'kubernetes', issuer }))).toEqual(codes);
});
