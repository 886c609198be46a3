import { describe, expect, test } from 'vitest';
import {
  codesOf,
  compiled,
  compiledIssuer,
  findingsOf,
  ISS,
  onlyFinding,
  toDocument,
  withIssuer,
} from './compiling.ts';

const ISSUER = '/issuers/machines/issuer';
const JWKS = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AAAA', kid: '1' }] };

describe('identifiers', () => {
  test.each([
    ['http://tokens.acme.dev', 'use https'],
    ['http://10.0.0.1', 'use https'],
    ['http://localhost.acme.dev', 'use https'],
    ['http://app.localhost', 'use https'],
    ['http://127.0.0.1.acme.dev', 'use https'],
  ])('over http on %s are an http-address', (issuer, suggestion) => {
    expect(onlyFinding(withIssuer({ issuer }))).toMatchObject({ code: 'http-address', pointer: ISSUER, suggestion });
  });

  test.each([
    'http://localhost:8788',
    'http://127.0.0.1:9',
    'http://127.8.9.1/a',
    'http://[::1]:80/x',
    'https://localhost',
  ])('on this machine, such as %s, are accepted until they are built', (issuer) => {
    expect(findingsOf(withIssuer({ issuer }))).toEqual([]);
    expect(onlyFinding(withIssuer({ issuer }), { hosts: 'publicOnly' })).toMatchObject({
      code: 'local-address',
      pointer: ISSUER,
    });
  });

  test.each([
    'https://127.1',
    'https://0x7f000001',
    'https://localhost.',
    'https://api.localhost',
    'https://0.0.0.0',
    'https://[::]',
    'https://[::ffff:127.0.0.1]',
  ])('that spell this machine otherwise, such as %s, are a local-address in a build', (issuer) => {
    expect(onlyFinding(withIssuer({ issuer }), { hosts: 'publicOnly' })).toMatchObject({ code: 'local-address' });
  });

  test('over http are refused in a build with the reason that fits', () => {
    expect(onlyFinding(withIssuer({ issuer: 'http://tokens.acme.dev' }), { hosts: 'publicOnly' })).toMatchObject({
      code: 'http-address',
      message: 'http is not accepted',
    });
  });

  test.each([
    'https://user:hunter2@tokens.acme.dev',
    'https://@tokens.acme.dev',
    'https://tokens.acme.dev?tenant=1',
    'https://tokens.acme.dev/#x',
  ])('with user name, query or fragment are a url-form: %s', (issuer) => {
    const finding = onlyFinding(withIssuer({ issuer }));
    expect(finding).toMatchObject({
      code: 'url-form',
      pointer: ISSUER,
      message: 'expected a URL without user name, query and fragment',
    });
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });

  test.each(['https://tokens.acme.dev/a b', 'https://tokens.acme.dev/é', 'https://tökens.acme.dev'])(
    'with characters that no URL holds as they are say so: %s',
    (issuer) => {
      expect(onlyFinding(withIssuer({ issuer }))).toMatchObject({
        code: 'url-form',
        pointer: ISSUER,
        message: 'expected visible ASCII characters alone (RFC 3986 section 2)',
        suggestion: null,
      });
    },
  );

  test.each(['acme.com', 'joe', 'urn:acme:tokens'])('that are no URL, such as %s, need their keys named', (issuer) => {
    expect(onlyFinding(withIssuer({ issuer }))).toMatchObject({ code: 'issuer-not-url', pointer: ISSUER });
    expect(onlyFinding(withIssuer({ issuer, keys: { binding: 'IDP' } }))).toMatchObject({ code: 'issuer-not-url' });
    expect(compiledIssuer(withIssuer({ issuer, jwksUri: 'https://acme.dev/keys' })).iss).toBe(issuer);
    expect(compiledIssuer(withIssuer({ issuer, jwks: JWKS })).iss).toBe(issuer);
    expect(
      compiledIssuer(withIssuer({ issuer, hmac: { secrets: [`\${S}`], encoding: 'utf8' } }), {
        env: { S: 'x'.repeat(32) },
      }).iss,
    ).toBe(issuer);
  });

  test.each(['https://', 'http://', 'https:acme', ' https://tokens.acme.dev', 'a b'])(
    'that are half a URL, such as "%s", are issuer-not-url even with their keys named',
    (issuer) => {
      expect(onlyFinding(withIssuer({ issuer, jwks: JWKS }))).toMatchObject({ code: 'issuer-not-url' });
    },
  );

  test.each([
    'https://{yourOktaDomain}/oauth2/default',
    'https://<your-domain>/',
    'https://YOUR_DOMAIN.auth0.com/',
    'https://your-tenant.eu.auth0.com/',
    'https://yourOktaDomain/oauth2/default',
    'https://login.microsoftonline.com/{tenantid}/v2.0',
  ])('with a placeholder left in, such as %s, are a placeholder', (issuer) => {
    expect(onlyFinding(withIssuer({ issuer }))).toMatchObject({ level: 'error', code: 'placeholder', pointer: ISSUER });
  });

  test('with the "{tenantid}" of Microsoft\'s metadata are a placeholder that names "{tid}" and "tenants"', () => {
    const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0';
    expect(onlyFinding(withIssuer({ preset: 'entra', issuer })).suggestion).toMatch(/"{tid}".*"tenants"/);
    expect(onlyFinding(withIssuer({ issuer: 'https://{yourOktaDomain}/' })).suggestion).not.toContain('{tid}');
  });

  test('at example.com are an example-domain, for people to judge', () => {
    expect(onlyFinding(withIssuer({ issuer: 'https://login.example.com' }))).toMatchObject({
      level: 'warning',
      code: 'example-domain',
      pointer: ISSUER,
    });
    expect(findingsOf(withIssuer({ issuer: 'https://notexample.com' }))).toEqual([]);
  });

  test.each([
    ['https://acme-admin.okta.com/oauth2/default', 'write "https://acme.okta.com/oauth2/default"'],
    ['https://dev-819633-admin.oktapreview.com', 'write "https://dev-819633.oktapreview.com"'],
  ])('at the Okta console, such as %s, are an admin-host whatever the preset', (issuer, suggestion) => {
    expect(onlyFinding(withIssuer({ issuer }))).toMatchObject({ code: 'admin-host', pointer: ISSUER, suggestion });
  });

  test('that are the address of metadata are a metadata-address', () => {
    const issuer = `${ISS}/.well-known/openid-configuration`;
    expect(onlyFinding(withIssuer({ issuer }))).toMatchObject({ code: 'metadata-address', pointer: ISSUER });
  });

  test('that two issuers share are an issuer-conflict', () => {
    const document = toDocument({
      issuers: { one: { issuer: ISS, audience: 'a' }, two: { issuer: ISS, audience: 'b' } },
    });
    expect(onlyFinding(document)).toMatchObject({
      code: 'issuer-conflict',
      pointer: '/issuers/two/issuer',
      message: '"one" and "two" accept the same "iss"',
    });
  });

  test('that differ in a slash are two issuers', () => {
    const document = toDocument({
      issuers: { one: { issuer: ISS, audience: 'a' }, two: { issuer: `${ISS}/`, audience: 'b' } },
    });
    expect([...compiled(document).byIss.keys()]).toEqual([ISS, `${ISS}/`]);
  });
});

describe('tenants', () => {
  const TEMPLATE = 'https://login.microsoftonline.com/{tid}/v2.0';
  const tenanted = (changes: Record<string, unknown>) =>
    withIssuer({ issuer: TEMPLATE, tenants: ['t-1', 't-2'], ...changes });

  test('expand a template to exact issuers that share a name', () => {
    const uri = 'https://login.microsoftonline.com/{tid}/discovery/v2.0/keys';
    const { issuers, byIss } = compiled(tenanted({ jwksUri: uri }));
    expect(issuers.map(({ name, iss, tenant, keys }) => [name, iss, tenant, keys])).toEqual(
      ['t-1', 't-2'].map((tenant) => [
        'machines',
        `https://login.microsoftonline.com/${tenant}/v2.0`,
        tenant,
        { kind: 'jwksUri', uri: `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`, binding: null },
      ]),
    );
    expect(byIss.has(TEMPLATE)).toBe(false);
  });

  test('missing for a template are tenants-missing, of the issuer and of the address of keys', () => {
    expect(onlyFinding(withIssuer({ issuer: TEMPLATE }))).toMatchObject({ code: 'tenants-missing', pointer: ISSUER });
    expect(onlyFinding(withIssuer({ jwksUri: `${ISS}/{tid}/keys` }))).toMatchObject({
      code: 'tenants-missing',
      pointer: '/issuers/machines/jwksUri',
    });
  });

  test('without a template are template-missing', () => {
    expect(onlyFinding(withIssuer({ tenants: ['t-1'] }))).toMatchObject({
      code: 'template-missing',
      pointer: '/issuers/machines/tenants',
      at: 'name',
    });
  });

  test('for a mark that stands twice are template-repeated', () => {
    expect(onlyFinding(tenanted({ issuer: 'https://{tid}.acme.dev/{tid}' }))).toMatchObject({
      code: 'template-repeated',
    });
  });

  test('listed twice are a duplicate-tenant', () => {
    expect(onlyFinding(tenanted({ tenants: ['t-1', 't-1'] }))).toMatchObject({
      code: 'duplicate-tenant',
      pointer: '/issuers/machines/tenants/1',
    });
  });

  test.each(['a/b', '..', '.', 'a..b', '-a', 'a.', 'a%2fb', 'a@b', 'a b', 'x'.repeat(64), '{tid}', '$&'])(
    'that could add a segment, a host or an escape, such as "%s", are an invalid-tenant',
    (tenant) => {
      expect(onlyFinding(tenanted({ tenants: ['t-1', tenant] }))).toMatchObject({
        code: 'invalid-tenant',
        pointer: '/issuers/machines/tenants/1',
      });
    },
  );

  test('whose expansion is another entry are an issuer-conflict', () => {
    const document = toDocument({
      issuers: {
        many: { issuer: TEMPLATE, tenants: ['t-1', 't-2'], audience: 'a' },
        one: { issuer: 'https://login.microsoftonline.com/t-2/v2.0', audience: 'a' },
      },
    });
    expect(codesOf(document)).toEqual(['issuer-conflict /issuers/one/issuer']);
  });

  test('come from variables', () => {
    const { issuers } = compiled(tenanted({ tenants: [`\${A}`, 't-2'] }), { env: { A: 't-9' } });
    expect(issuers.map(({ tenant }) => tenant)).toEqual(['t-9', 't-2']);
  });
});
