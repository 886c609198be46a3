import { describe, expect, test } from 'vitest';
import { REASONS } from '../../../packages/core/src/decision/reasons.ts';
import { PRESETS } from '../../../packages/core/src/presets/presets.ts';
import { compiledIssuer, findingsOf, onlyFinding, withIssuer } from '../document/compiling.ts';
import { ALSO_NAMED } from './preset-tokens.ts';

const OKTA = 'https://acme.okta.com/oauth2/default';
const AUTH0 = 'https://acme.eu.auth0.com/';
const COGNITO = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';

const withPreset = (preset: string, issuer: string, changes: Record<string, unknown> = {}) =>
  withIssuer({ preset, issuer, ...changes });
const textsOf = (paths: readonly { readonly text: string }[]): readonly string[] => paths.map(({ text }) => text);

test.each(PRESETS.map((preset) => [preset.name, preset] as const))(
  '%s is data that can be printed and copied',
  (_name, preset) => {
    expect(JSON.parse(JSON.stringify(preset))).toEqual(preset);
    expect(findingsOf(withPreset(preset.name, preset.issuerExample, ALSO_NAMED[preset.name]))).toEqual([]);
    for (const reason of Object.keys(preset.hints)) expect(Object.keys(REASONS)).toContain(reason);
  },
);

test('okta reads scopes from "scp" and the client from "cid", and takes tokens without a type', () => {
  const issuer = compiledIssuer(withPreset('okta', OKTA));
  expect([...issuer.algorithms]).toEqual(['RS256']);
  expect(issuer.typelessTokens).toBe('accepted');
  expect(issuer.keys).toEqual({ kind: 'discovery', binding: null });
  expect(textsOf(issuer.mappings.scopes)).toEqual(['scp']);
  expect(textsOf(issuer.mappings.client)).toEqual(['cid']);
  expect(textsOf(issuer.mappings.groups)).toEqual(['groups']);
  expect(textsOf(issuer.audienceClaims)).toEqual(['aud']);
});

test('auth0 reads the client from "azp" or "client_id", and refuses tokens without a type', () => {
  const issuer = compiledIssuer(withPreset('auth0', AUTH0));
  expect([...issuer.algorithms]).toEqual(['RS256']);
  expect(issuer.typelessTokens).toBe('refused');
  expect([...issuer.tokenTypes]).toEqual(['jwt', 'at+jwt']);
  expect(textsOf(issuer.mappings.client)).toEqual(['azp', 'client_id']);
  expect(textsOf(issuer.mappings.permissions)).toEqual(['permissions']);
});

test('cognito takes access tokens alone, and the client for an audience that is absent', () => {
  const issuer = compiledIssuer(withPreset('cognito', COGNITO));
  expect(issuer.typeClaims).toEqual([
    { claim: { text: 'token_use', steps: ['token_use'] }, values: new Set(['access']) },
  ]);
  expect(textsOf(issuer.audienceClaims)).toEqual(['aud', 'client_id']);
  expect(textsOf(issuer.mappings.groups)).toEqual(['cognito:groups']);
});

test('an issuer says what it wants in place of its preset, fact by fact', () => {
  const issuer = compiledIssuer(
    withPreset('okta', OKTA, { algorithms: ['ES256'], tokenTypes: ['JWT'], claimMappings: { client: 'client_id' } }),
  );
  expect([...issuer.algorithms]).toEqual(['ES256']);
  expect(issuer.typelessTokens).toBe('refused');
  expect(textsOf(issuer.mappings.client)).toEqual(['client_id']);
  expect(textsOf(issuer.mappings.scopes)).toEqual(['scp']);
});

test.each([
  ['Okta', 'did you mean "okta"?'],
  ['auth', 'did you mean "auth0"?'],
  ['entra-id', 'did you mean "entra"?'],
  ['__proto__', `known presets: ${PRESETS.map(({ name }) => name).join(', ')}`],
])('a preset called %s is an unknown-preset', (preset, suggestion) => {
  expect(onlyFinding(withPreset(preset, 'https://tokens.acme.dev'))).toMatchObject({
    level: 'error',
    code: 'unknown-preset',
    pointer: '/issuers/machines/preset',
    suggestion,
  });
});

describe('an issuer that is not of its preset is a preset-issuer', () => {
  test.each([
    ['okta', 'https://acme.okta.com', 'write "https://acme.okta.com/oauth2/default"'],
    ['okta', 'https://acme.okta.com/', 'write "https://acme.okta.com/oauth2/default"'],
    ['okta', `${OKTA}/`, `write "${OKTA}"`],
    ['okta', `${OKTA}/v1/keys`, `write "${OKTA}"`],
    [
      'okta',
      'https://acme.okta.com/oauth2',
      'use https://DOMAIN/oauth2/default, or the issuer of another custom authorization server',
    ],
    ['auth0', 'https://acme.eu.auth0.com', 'write "https://acme.eu.auth0.com/"'],
    ['auth0', 'https://login.acme.dev', 'write "https://login.acme.dev/"'],
    ['auth0', `${AUTH0}api/v2/`, `write "${AUTH0}"`],
    ['auth0', 'acme.eu.auth0.com', 'add the trailing slash'],
    ['cognito', `${COGNITO}/`, `write "${COGNITO}"`],
    ['cognito', `${COGNITO}/.well-known/jwks.json`, `write "${COGNITO}"`],
    [
      'cognito',
      'https://acme.auth.eu-west-1.amazoncognito.com',
      'use https://cognito-idp.REGION.amazonaws.com/POOL_ID',
    ],
    ['cognito', 'https://acme.dev', 'use https://cognito-idp.REGION.amazonaws.com/POOL_ID'],
  ])('%s: %s', (preset, issuer, suggestion) => {
    expect(onlyFinding(withPreset(preset, issuer))).toMatchObject({
      level: 'error',
      code: 'preset-issuer',
      pointer: '/issuers/machines/issuer',
      suggestion,
    });
  });

  test('and says why tokens of the Okta org server are not accepted', () => {
    expect(onlyFinding(withPreset('okta', 'https://acme.okta.com')).message).toContain('not meant for APIs to verify');
  });
});

test.each([
  ['okta', 'https://login.acme.dev/oauth2/aus1a2b3c'],
  ['okta', 'https://dev-819633.oktapreview.com/oauth2/default'],
  ['auth0', 'https://login.acme.dev/'],
  ['cognito', 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbC'],
  ['cognito', 'https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbC'],
])('%s takes its custom domains and regions: %s', (preset, issuer) => {
  expect(compiledIssuer(withPreset(preset, issuer)).iss).toBe(issuer);
});

test('an issuer on this machine may play any preset: it can never ship', () => {
  const document = withPreset('cognito', 'http://127.0.0.1:8788');
  expect(findingsOf(document)).toEqual([]);
  expect(findingsOf(document, { hosts: 'publicOnly' }).map(({ code }) => code)).toEqual(['local-address']);
});

test('the Okta console is one finding, with the address that was meant', () => {
  expect(onlyFinding(withPreset('okta', 'https://acme-admin.okta.com/oauth2/default'))).toMatchObject({
    code: 'admin-host',
    suggestion: `write "${OKTA}"`,
  });
});

test('what check tells to write for an Okta console’s address is an issuer that the preset takes', () => {
  const { code, suggestion } = onlyFinding(withPreset('okta', 'https://acme-admin.okta.com'));
  expect([code, suggestion]).toEqual(['admin-host', 'write "https://acme.okta.com/oauth2/default"']);
});

test.each([
  ['okta', OKTA],
  ['auth0', AUTH0],
  ['cognito', COGNITO],
])('a shared secret beside the preset %s is a preset-hmac: its keys are public', (preset, issuer) => {
  const hmac = { secrets: [`\${S}`], encoding: 'utf8' };
  expect(onlyFinding(withPreset(preset, issuer, { hmac }), { env: { S: 'x'.repeat(32) } })).toMatchObject({
    level: 'error',
    code: 'preset-hmac',
    pointer: '/issuers/machines/hmac',
    at: 'name',
  });
});
