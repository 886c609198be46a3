/**
 * Tokens of Google's providers.
 */
import { admitted, type PresetFixtures, refused } from './fixture.ts';

const facts = { subject: 'ann', clientId: 'app', roles: ['admin'] } as const;

export const GOOGLE_FIXTURES: Readonly<Record<string, PresetFixtures>> = {
  google: {
    audience: '1234-orders.apps.googleusercontent.com',
    user: admitted(
      'of a Workspace domain',
      { subject: 'ann', clientId: 'app', tenant: 'acme.dev', scopes: [] },
      { options: facts },
    ),
    machine: admitted(
      'that is a service account',
      { subject: '1122', clientId: '1122', tenant: null },
      { options: { kind: 'client', clientId: '1122' } },
    ),
    wrong: [
      refused('an access token', 'token_malformed (segments): ID token | google', { text: 'ya29.a0AfB1byC2zD3' }),
      refused('a Firebase token', 'issuer_unknown: firebase', {
        claims: { iss: 'https://securetoken.google.com/acme-shop' },
        options: { preset: 'firebase' },
      }),
    ],
    nearMiss: [
      refused('the issuer without a scheme', 'issuer_unknown: without "https://"', {
        claims: { iss: 'accounts.google.com' },
      }),
      refused('another app', 'audience_mismatch (aud): OAuth client id', {
        options: { audience: 'other.apps.googleusercontent.com' },
      }),
    ],
  },
  'google-iap': {
    audience: '/projects/1234/global/backendServices/5678',
    user: admitted('of a domain', { subject: 'accounts.google.com:ann', tenant: 'acme.dev' }, { options: facts }),
    machine: admitted(
      'that is a service account',
      { subject: 'accounts.google.com:m1', clientId: null, tenant: null },
      { options: { kind: 'client', clientId: 'm1' } },
    ),
    wrong: [
      refused('the Google ID token that was sent to IAP', 'issuer_unknown: Google ID token', {
        claims: { iss: 'https://accounts.google.com' },
        options: { preset: 'google', algorithm: 'RS256' },
      }),
      refused('a token signed with RS256', 'algorithm_not_allowed: ES256 | other_algorithm', {
        options: { algorithm: 'RS256' },
      }),
      refused('a token in the Authorization header', 'token_missing: x-goog-iap-jwt-assertion', {
        setting: { header: 'authorization' },
      }),
    ],
    nearMiss: [
      refused('another backend', 'audience_mismatch (aud): backend', {
        options: { audience: '/projects/1234/global/backendServices/9' },
      }),
    ],
  },
  firebase: {
    audience: 'acme-shop',
    user: admitted(
      'of a tenant, with claims of its own',
      { subject: 'ann', clientId: null, tenant: 'red', roles: ['admin'], scopes: [] },
      { claims: { firebase: { tenant: 'red' } }, options: facts },
    ),
    machine: refused('has no ID token: a custom token of its service account', 'issuer_unknown: custom tokens', {
      claims: {
        iss: 'firebase-adminsdk@acme-shop.iam.gserviceaccount.com',
        aud: 'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit',
        uid: 'ann',
      },
    }),
    wrong: [
      refused('a session cookie', 'issuer_unknown: Session cookies', {
        claims: { iss: 'https://session.firebase.google.com/acme-shop' },
      }),
      refused('a token of the emulator', 'algorithm_not_allowed: emulator | unsigned', { signed: 'not at all' }),
      refused('a refresh token', 'token_opaque: refresh token', { text: 'AMf-vBx0refreshrefreshrefresh' }),
    ],
    nearMiss: [
      refused('another project', 'issuer_unknown: project', {
        claims: { iss: 'https://securetoken.google.com/other' },
        options: { audience: 'other' },
      }),
      refused('a token for another project', 'audience_mismatch (aud): id of the Firebase project', {
        options: { audience: 'other' },
      }),
    ],
  },
};
