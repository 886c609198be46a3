import { describe, expect, test } from 'vitest';
import { checkClaims } from '../../../packages/core/src/claims/check.ts';
import { compiledIssuer, goodClaims, NOW, path } from '../../support/compiled-issuer.ts';

const check = (claims: Record<string, unknown>, issuer = compiledIssuer(), now = NOW) =>
  checkClaims(goodClaims(claims), issuer, now);

describe('checkClaims', () => {
  test('passes good claims', () => {
    expect(check({})).toBeNull();
  });

  test.each([
    ['string', '1900000600'],
    ['null', null],
    ['boolean', true],
    ['list', [NOW]],
    ['object', {}],
    ['infinite', Number.POSITIVE_INFINITY],
  ])('denies claim_malformed for an exp, nbf or iat that is a %s', (_what, value) => {
    for (const name of ['exp', 'nbf', 'iat']) {
      expect(check({ [name]: value })).toEqual({ reason: 'claim_malformed', about: name });
    }
  });

  test('denies claim_malformed for an infinite nbf in the past: 1e400 is no date', () => {
    expect(check({ nbf: Number.NEGATIVE_INFINITY })).toEqual({ reason: 'claim_malformed', about: 'nbf' });
  });

  test('denies claim_missing without exp, and without each required claim', () => {
    const { exp: _exp, ...rest } = goodClaims();
    expect(checkClaims(rest, compiledIssuer(), NOW)).toEqual({ reason: 'claim_missing', about: 'exp' });
    const issuer = compiledIssuer({ requiredClaims: [path('jti'), path('/act/sub')] });
    expect(check({}, issuer)).toEqual({ reason: 'claim_missing', about: 'jti' });
    expect(check({ jti: 'x', act: {} }, issuer)).toEqual({ reason: 'claim_missing', about: '/act/sub' });
    expect(check({ jti: 'x', act: { sub: 'y' } }, issuer)).toBeNull();
  });

  test('denies token_expired at exp plus tolerance, and not a second before', () => {
    expect(check({ exp: NOW - 29 })).toBeNull();
    expect(check({ exp: NOW - 30 })).toEqual({ reason: 'token_expired', about: 'exp' });
    expect(check({ exp: NOW - 31 })).toMatchObject({ reason: 'token_expired' });
    expect(check({ exp: -1 })).toMatchObject({ reason: 'token_expired' });
    const strict = compiledIssuer({ clockToleranceSeconds: 0 });
    expect(check({ exp: NOW + 1 }, strict)).toBeNull();
    expect(check({ exp: NOW }, strict)).toMatchObject({ reason: 'token_expired' });
    expect(check({ exp: NOW + 0.5 }, strict)).toBeNull();
  });

  test('denies token_not_yet_valid for nbf or iat beyond the tolerance', () => {
    expect(check({ nbf: NOW + 30 })).toBeNull();
    expect(check({ nbf: NOW + 31 })).toEqual({ reason: 'token_not_yet_valid', about: 'nbf' });
    expect(check({ iat: NOW + 30 })).toBeNull();
    expect(check({ iat: NOW + 31 })).toEqual({ reason: 'token_not_yet_valid', about: 'iat' });
  });

  test('denies token_too_old past the longest lifetime, even for a token that claims to live on', () => {
    expect(check({ iat: NOW - 86_430 })).toMatchObject({ reason: 'lifetime_too_long' });
    expect(check({ iat: NOW - 86_431 })).toEqual({ reason: 'token_too_old' });
  });

  test('denies lifetime_too_long for an exp in milliseconds, with and without iat', () => {
    expect(check({ exp: NOW * 1000 })).toEqual({ reason: 'lifetime_too_long' });
    expect(check({ exp: NOW * 1000, iat: undefined })).toEqual({ reason: 'lifetime_too_long' });
    expect(check({ exp: NOW + 86_340 })).toBeNull();
    expect(check({ exp: NOW + 86_341 })).toEqual({ reason: 'lifetime_too_long' });
  });

  test.each([
    ['another', 'https://other.acme.dev'],
    ['a superstring (aud-substring)', 'https://api.acme.dev.evil.test'],
    ['a substring', 'https://api.acme'],
    ['an empty list', []],
    ['the text undefined (aud-undefined)', 'undefined'],
    ['a star', '*'],
    ['with a space', 'https://api.acme.dev '],
    ['a list of others', ['a', 'b']],
  ])('denies audience_mismatch for an aud that is %s', (_what, aud) => {
    expect(check({ aud })).toEqual({ reason: 'audience_mismatch', about: 'aud' });
  });

  test.each([
    ['a number', 1],
    ['null', null],
    ['an object', { 0: 'https://api.acme.dev', length: 1 }],
    ['a nested list', [['https://api.acme.dev']]],
    ['a list with a non-string beside ours', ['https://api.acme.dev', 1]],
  ])('denies claim_malformed for an aud that is %s', (_what, aud) => {
    expect(check({ aud })).toEqual({ reason: 'claim_malformed', about: 'aud' });
  });

  test('denies claim_missing without aud', () => {
    expect(check({ aud: undefined })).toEqual({ reason: 'claim_missing', about: 'aud' });
  });

  test('denies claim_missing by the name of the claim that the issuer puts the audience in', () => {
    const issuer = compiledIssuer({ audienceClaims: [path('client_id'), path('azp')], audiences: new Set(['app']) });
    expect(check({}, issuer)).toEqual({ reason: 'claim_missing', about: 'client_id' });
  });

  test('denies claim_missing where the audience is read from no claim at all: nothing passes unseen', () => {
    expect(check({}, compiledIssuer({ audienceClaims: [] }))).toEqual({ reason: 'claim_missing', about: 'aud' });
  });

  test('passes any or no audience only where the policy says so', () => {
    const open = compiledIssuer({ audiences: null });
    expect(check({ aud: 'x' }, open)).toBeNull();
    expect(check({ aud: undefined }, open)).toBeNull();
    expect(check({ aud: 1 }, open)).toMatchObject({ reason: 'claim_malformed' });
  });

  test('reads the audience from client_id only when aud is absent (Cognito)', () => {
    const cognito = compiledIssuer({ audienceClaims: [path('aud'), path('client_id')], audiences: new Set(['app']) });
    expect(check({ aud: undefined, client_id: 'app' }, cognito)).toBeNull();
    expect(check({ aud: undefined, client_id: 'other' }, cognito)).toEqual({
      reason: 'audience_mismatch',
      about: 'client_id',
    });
    expect(check({ aud: 'other', client_id: 'app' }, cognito)).toMatchObject({ reason: 'audience_mismatch' });
  });

  test.each([
    ['sub', 1],
    ['sub', {}],
    ['sub', ''],
    ['sub', null],
    ['client_id', 1],
    ['azp', []],
    ['jti', 5],
  ])('denies claim_malformed for %s = %j', (name, value) => {
    expect(check({ [name]: value })).toEqual({ reason: 'claim_malformed', about: name });
  });

  test('an empty subject is left alone where an earlier one is read, and denies claim_malformed where none is', () => {
    const paths = { ...compiledIssuer().mappings, subject: [path('name'), path('sub')] };
    const named = compiledIssuer({ mappings: paths });
    expect(check({ name: 'ci', sub: '' }, named)).toBeNull();
    expect(check({ sub: '' }, named)).toEqual({ reason: 'claim_malformed', about: 'sub' });
    expect(check({ name: '', sub: 'ann' }, named)).toEqual({ reason: 'claim_malformed', about: 'name' });
    expect(check({ name: 'ci', sub: 1 }, named)).toEqual({ reason: 'claim_malformed', about: 'sub' });
    expect(check({ client_id: 'app', azp: '' })).toEqual({ reason: 'claim_malformed', about: 'azp' });
  });

  test('a type claim may be absent where `absent` is listed, and has one of the values where it is present', () => {
    const typed = compiledIssuer({ typeClaims: [{ claim: path('sts'), values: new Set(['active', 'absent']) }] });
    expect(check({}, typed)).toBeNull();
    expect(check({ sts: 'active' }, typed)).toBeNull();
    for (const sts of ['pending', 'absent', '', null, 1, ['active']]) {
      expect(check({ sts }, typed)).toEqual({ reason: 'type_not_allowed', about: 'sts' });
    }
  });

  test('denies party_mismatch for a client that is not listed, or absent', () => {
    const issuer = compiledIssuer({ clients: new Set(['web']) });
    expect(check({ azp: 'web' }, issuer)).toBeNull();
    expect(check({ client_id: 'other', azp: 'web' }, issuer)).toEqual({ reason: 'party_mismatch' });
    expect(check({}, issuer)).toEqual({ reason: 'party_mismatch' });
  });

  test('denies token_expired before token_not_yet_valid, and an nbf before an iat, where several hold', () => {
    expect(check({ exp: NOW - 60, nbf: NOW + 60 })).toEqual({ reason: 'token_expired', about: 'exp' });
    expect(check({ nbf: NOW + 60, iat: NOW + 60 })).toEqual({ reason: 'token_not_yet_valid', about: 'nbf' });
  });

  test('denies tenant_unknown when the tenant claim differs from the tenant of its issuer', () => {
    const issuer = compiledIssuer({ tenant: 't1' });
    expect(check({ tid: 't1' }, issuer)).toBeNull();
    expect(check({ tid: 't2' }, issuer)).toEqual({ reason: 'tenant_unknown' });
    expect(check({}, issuer)).toEqual({ reason: 'tenant_unknown' });
  });

  test('denies type_not_allowed for an ID token told by its token_use', () => {
    const issuer = compiledIssuer({ typeClaims: [{ claim: path('token_use'), values: new Set(['access']) }] });
    expect(check({ token_use: 'access' }, issuer)).toBeNull();
    expect(check({ token_use: 'id' }, issuer)).toEqual({ reason: 'type_not_allowed', about: 'token_use' });
    expect(check({}, issuer)).toEqual({ reason: 'type_not_allowed', about: 'token_use' });
  });

  test('reads own claims only', () => {
    const claims = JSON.parse(`{"__proto__":{"exp":${NOW + 9}},"iss":"x","aud":"https://api.acme.dev"}`);
    expect(checkClaims(claims, compiledIssuer(), NOW)).toEqual({ reason: 'claim_missing', about: 'exp' });
  });
});
