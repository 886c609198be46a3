import { describe, expect, test } from 'vitest';
import { codesOf, compiled, compiledIssuer, findingsOf, onlyFinding, withIssuer } from '../document/compiling.ts';
import { ALSO_NAMED } from './preset-tokens.ts';

const TENANT = '5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11';
const OTHER = '00000000-7b1d-4c7e-9d53-2b8f0a6e4c11';
const V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`;
const V1 = `https://sts.windows.net/${TENANT}/`;
const CIAM = `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`;
const OPENID = 'copy "issuer" from the OpenID configuration of your tenant';
const FLOW = 'copy "issuer" from the OpenID configuration of the user flow';
const POOL = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const GITHUB = 'https://token.actions.githubusercontent.com';
const EKS = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

const toPolicy = (preset: string, issuer: string, changes: Record<string, unknown> = {}) =>
  withIssuer({ preset, issuer, ...ALSO_NAMED[preset], ...changes });

describe('an issuer that is not of its preset is a preset-issuer', () => {
  test.each([
    ['entra', `${V2}/`, `write "${V2}"`],
    ['entra', `https://login.microsoftonline.com/${TENANT}`, `write "${V2}"`],
    ['entra', `https://login.microsoftonline.com/${TENANT}/`, `write "${V2}"`],
    ['entra', `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`, `write "${V2}"`],
    ['entra', V1, 'use "preset": "entra-v1", or set "requestedAccessTokenVersion" of the API\'s manifest to 2'],
    [
      'entra',
      'https://login.microsoftonline.com/common/v2.0',
      'write the tenant\'s id, or "{tid}" with the list "tenants"',
    ],
    ['entra', 'https://login.microsoftonline.com/acme.onmicrosoft.com/v2.0', OPENID],
    ['entra', `https://login.microsoftonline.com/${TENANT.toUpperCase()}/v2.0`, OPENID],
    ['entra-v1', `https://sts.windows.net/${TENANT}`, `write "${V1}"`],
    ['entra-v1', `https://login.microsoftonline.com/${TENANT}`, `write "${V1}"`],
    ['entra-v1', V2, 'use that issuer, or "preset": "entra" for v2.0 tokens'],
    ['entra-b2c', `https://acme.b2clogin.com/${TENANT}/v2.0`, `write "https://acme.b2clogin.com/${TENANT}/v2.0/"`],
    ['entra-b2c', 'https://acme.b2clogin.com/acme.onmicrosoft.com/v2.0/', FLOW],
    ['entra-b2c', 'https://acme.b2clogin.com/', FLOW],
    ['entra', CIAM, 'use "preset": "entra-external-id"'],
    ['entra-b2c', CIAM, 'use "preset": "entra-external-id"'],
    ['entra-external-id', `https://acme.ciamlogin.com/${TENANT}/v2.0`, `write "${CIAM}"`],
    ['entra-external-id', `https://login.acme.dev/${TENANT}/v2.0/`, `write "${CIAM}"`],
    ['entra-external-id', `${CIAM}/`, `write "${CIAM}"`],
    ['entra-external-id', `https://${TENANT}.ciamlogin.com/${TENANT}`, `write "${CIAM}"`],
    ['entra-external-id', 'https://acme.ciamlogin.com/acme.onmicrosoft.com', OPENID],
    ['entra-external-id', 'https://acme.ciamlogin.com', OPENID],
    ['entra-external-id', `https://${OTHER}.ciamlogin.com/${TENANT}/v2.0`, `write "${CIAM}"`],
    ['entra-external-id', V2, `${OPENID}, or use "preset": "entra" for a workforce tenant`],
    ['keycloak', 'https://login.acme.dev/realms/acme/', 'write "https://login.acme.dev/realms/acme"'],
    [
      'keycloak',
      'https://login.acme.dev/auth/realms/acme/protocol/openid-connect/certs',
      'write "https://login.acme.dev/auth/realms/acme"',
    ],
    ['keycloak', 'https://login.acme.dev', 'use https://HOST/realms/REALM'],
    ['google', 'https://accounts.google.com/', 'write "https://accounts.google.com"'],
    ['google', 'accounts.google.com', 'write "https://accounts.google.com"'],
    ['google-iap', 'https://cloud.google.com/iap/', 'write "https://cloud.google.com/iap"'],
    ['firebase', 'https://securetoken.google.com/acme-shop/', 'write "https://securetoken.google.com/acme-shop"'],
    ['firebase', 'https://acme-shop.firebaseapp.com', 'use https://securetoken.google.com/PROJECT_ID'],
    ['github-actions', `${GITHUB}/`, `write "${GITHUB}"`],
    ['github-actions', 'https://github.com/acme', `write "${GITHUB}"`],
    ['cloudflare-access', 'https://acme.cloudflareaccess.com/', 'write "https://acme.cloudflareaccess.com"'],
    ['cloudflare-access', 'https://app.acme.dev', 'use https://TEAM.cloudflareaccess.com'],
    ['supabase', 'https://abc.supabase.co', 'write "https://abc.supabase.co/auth/v1"'],
    ['supabase', 'https://abc.supabase.co/auth/v1/', 'write "https://abc.supabase.co/auth/v1"'],
    ['supabase', 'https://abc.supabase.co/rest/v1', 'use https://PROJECT.supabase.co/auth/v1'],
    ['clerk', 'https://clerk.acme.dev/', 'write "https://clerk.acme.dev"'],
    ['clerk', 'https://api.clerk.com/v1', 'use the Frontend API URL of your instance, such as https://clerk.DOMAIN'],
    ['clerk-oauth', 'https://clerk.acme.dev/oauth/token', 'write "https://clerk.acme.dev"'],
    ['cognito-id', `${POOL}/.well-known/jwks.json`, `write "${POOL}"`],
    ['kubernetes', `${EKS}/`, `write "${EKS}"`],
    [
      'workos',
      'https://api.workos.com/sso/jwks/client_1',
      'write it as "jwksUri", and "https://api.workos.com" or your custom domain as "issuer"',
    ],
    [
      'fusionauth',
      'https://login.acme.dev/.well-known/jwks.json',
      'copy "Issuer" from the settings of the tenant, and write the address of the keys as "jwksUri"',
    ],
  ])('%s: %s', (preset, issuer, suggestion) => {
    expect(onlyFinding(toPolicy(preset, issuer))).toMatchObject({
      level: 'error',
      code: 'preset-issuer',
      pointer: '/issuers/machines/issuer',
      suggestion,
    });
  });

  test('and so is the issuer of legacy secrets of Kubernetes, whatever its keys', () => {
    const jwksUri = 'https://keys.acme.dev/jwks';
    expect(onlyFinding(toPolicy('kubernetes', 'kubernetes/serviceaccount', { jwksUri })).code).toBe('preset-issuer');
  });
});

test.each([
  ['entra', `https://login.microsoftonline.us/${TENANT}/v2.0`],
  ['keycloak', 'https://login.acme.dev/auth/realms/acme'],
  ['github-actions', 'https://git.acme.dev/_services/token'],
  ['github-actions', 'https://token.actions.acme.ghe.com'],
  ['entra-b2c', `https://acme.b2clogin.com/tfp/${TENANT}/b2c_1_signin/v2.0/`],
  ['supabase', 'https://db.acme.dev/auth/v1'],
  ['clerk', 'https://acme-1.clerk.accounts.dev'],
  ['clerk-oauth', 'https://acme-1.clerk.accounts.dev'],
  ['cognito-id', 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbC'],
  ['kubernetes', 'https://kubernetes.default.svc.cluster.local'],
  ['workos', 'https://auth.acme.dev'],
  ['fusionauth', 'acme.com'],
])('%s takes its other forms and custom domains: %s', (preset, issuer) => {
  expect(compiledIssuer(toPolicy(preset, issuer)).iss).toBe(issuer);
});

test.each([
  ['entra-v1', V1, `https://login.microsoftonline.com/${TENANT}/discovery/keys`],
  ['cloudflare-access', 'https://acme.cloudflareaccess.com', 'https://acme.cloudflareaccess.com/cdn-cgi/access/certs'],
  ['google-iap', 'https://cloud.google.com/iap', 'https://www.gstatic.com/iap/verify/public_key-jwk'],
])('%s has its keys where the provider has them', (preset, issuer, uri) => {
  expect(compiledIssuer(toPolicy(preset, issuer)).keys).toEqual({ kind: 'jwksUri', uri, binding: null });
});

test.each(['google-iap', 'cloudflare-access', 'firebase', 'entra-v1'])(
  '%s on this machine has its keys discovered there, never those of the provider',
  (preset) => {
    expect(compiledIssuer(toPolicy(preset, 'http://127.0.0.1:8788')).keys).toEqual({
      kind: 'discovery',
      binding: null,
    });
  },
);

test('entra of several tenants is one exact issuer each, with the tenant that its tokens must name', () => {
  const other = '00000000-7b1d-4c7e-9d53-2b8f0a6e4c11';
  const issuer = 'https://login.microsoftonline.com/{tid}/v2.0';
  const { issuers } = compiled(toPolicy('entra', issuer, { tenants: [TENANT, other] }));
  expect(issuers.map(({ iss, tenant }) => [iss, tenant])).toEqual([
    [V2, TENANT],
    [`https://login.microsoftonline.com/${other}/v2.0`, other],
  ]);
  expect(codesOf(toPolicy('entra', issuer, { tenants: ['acme.onmicrosoft.com'] }))).toEqual([
    'preset-issuer /issuers/machines/issuer',
  ]);
  expect(codesOf(toPolicy('entra', issuer))).toEqual(['tenants-missing /issuers/machines/issuer']);
});

test.each(['entra-b2c', 'workos', 'fusionauth'])('%s without its key set named is a preset-keys', (preset) => {
  const { issuer } = {
    issuer: preset === 'entra-b2c' ? `https://acme.b2clogin.com/${TENANT}/v2.0/` : 'https://a.acme.dev',
  };
  const finding = onlyFinding(withIssuer({ preset, issuer }));
  expect(finding).toMatchObject({ code: 'preset-keys', pointer: '/issuers/machines', at: 'name' });
  expect(finding.suggestion).toMatch(/^add "jwksUri": "https:/);
});

test.each([
  ['cognito', 'cognito-id', POOL],
  ['clerk', 'clerk-oauth', 'https://clerk.acme.dev'],
])('%s and %s are two kinds of token of one issuer, of which a policy takes one', (first, second, issuer) => {
  const issuers = {
    first: { preset: first, issuer, audience: 'a' },
    second: { preset: second, issuer, audience: 'b' },
  };
  const findings = findingsOf({ issuers, routes: { '/*': 'authenticated' } });
  expect(findings.map(({ level, message }) => [level, message])).toEqual([
    ['error', '"first" and "second" accept the same "iss"'],
  ]);
});

describe('github-actions demands a require that says whose token it is', () => {
  const withRequire = (require: unknown) => withIssuer({ preset: 'github-actions', issuer: GITHUB, require });
  test('none is a require-missing, with one to write', () => {
    expect(onlyFinding(withIssuer({ preset: 'github-actions', issuer: GITHUB }))).toMatchObject({
      code: 'require-missing',
      pointer: '/issuers/machines',
      suggestion: 'add "require": {"claims":{"repository_owner_id":"123456"}}',
    });
  });

  test.each([
    ['a branch alone', { claims: { ref: 'refs/heads/main' } }],
    ['a workflow that anyone can call', { claims: { job_workflow_ref: 'acme/x/.github/workflows/a.yml@main' } }],
    ['presence', { claims: { repository: { exists: true } } }],
    ['everyone but one', { claims: { repository_owner_id: { noneOf: ['1'] } } }],
    ['a prefix', { claims: { sub: { prefix: 'repo:' } } }],
    ['one of two branches', { anyOf: [{ claims: { repository_id: '1' } }, { claims: { ref: 'x' } }] }],
  ])('%s is a require-missing', (_what, require) => {
    expect(codesOf(withRequire(require))).toEqual(['require-missing /issuers/machines/require']);
  });

  test.each([
    ['one repository', { claims: { repository_id: '1', ref: 'refs/heads/main' } }],
    ['several owners', { claims: { repository_owner_id: { anyOf: ['1', '2'] } } }],
    ['either of two', { anyOf: [{ claims: { repository_id: '1' } }, { claims: { repository: 'acme/shop' } }] }],
    ['all of two', { allOf: [{ claims: { ref: 'x' } }, { claims: { repository_id: '1' } }] }],
  ])('%s is enough', (_what, require) => {
    expect(findingsOf(withRequire(require))).toEqual([]);
  });
});
