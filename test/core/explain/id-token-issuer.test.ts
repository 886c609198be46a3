/** What is said where the policy takes ID tokens, which everywhere else are the mistake. */
import { expect, test } from 'vitest';
import { ofToken, place } from './misses.ts';

const POOL = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const ACCESS = { iss: POOL, token_use: 'access', client_id: 'client-1', scope: 'orders/read' };
const ID = { iss: POOL, token_use: 'id', aud: 'client-2' };

test('an access token is told to be no ID token, and what to send', () => {
  const [nearest, ...rest] = ofToken(place(POOL, 'cognito-id'), 'type_not_allowed', 'token_use', ACCESS);
  expect(nearest).toMatchObject({ code: 'other_type', fix: 'Send the ID token.' });
  expect(nearest?.cause).toContain("which this issuer's ID tokens do not have");
  expect(rest).toEqual([]);
});

test("another client's ID token is told its audience, never that it is an ID token", () => {
  const codes = ofToken(place(POOL, 'cognito-id'), 'audience_mismatch', 'aud', ID).map(({ code }) => code);
  expect(codes).toContain('other_audience');
  expect(codes).not.toContain('id_token');
});

test('a token without an audience is not told to use the preset for access tokens', () => {
  const codes = ofToken(place(POOL, 'cognito-id'), 'claim_missing', 'aud', ACCESS).map(({ code }) => code);
  expect(codes).not.toContain('cognito_audience');
  expect(codes).not.toContain('id_token');
});

test('with the preset for access tokens both are said', () => {
  const policy = place(POOL, 'cognito');
  expect(ofToken(policy, 'type_not_allowed', 'token_use', ID)[0]).toMatchObject({ code: 'id_token' });
  expect(ofToken(place(POOL), 'claim_missing', 'aud', ACCESS)[0]).toMatchObject({ code: 'cognito_audience' });
});
