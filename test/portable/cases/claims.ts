/**
 * Claims at their edges: times, audiences, parties, types, and numbers that JSON can spell and nobody expects.
 */
import type { IssuerEntry } from '@sallyport/core';
import { type Case, portable } from '../case.ts';
import { FIXED_CLAIMS } from '../fixed-tokens.ts';
import { createSecretAuthorizer, NOW, present, toOutcome, toRequest } from '../policies.ts';
import { signRaw, toClaimsText } from '../tokens.ts';

type Members = Readonly<Record<string, string | null>>;

/** The outcome of each set of claims, under one issuer. */
async function tryEach(
  sets: Readonly<Record<string, Members>>,
  overrides: Partial<IssuerEntry> = {},
): Promise<Readonly<Record<string, string>>> {
  const authorizer = createSecretAuthorizer(overrides);
  const outcomes: Record<string, string> = {};
  for (const [name, members] of Object.entries(sets)) {
    outcomes[name] = await present(authorizer, await signRaw(toClaimsText(members)));
  }
  return outcomes;
}

const at = (offsetSeconds: number): string => String(NOW + offsetSeconds);
const expired = 'deny 401 token_expired (exp)';
const early = (about: string): string => `deny 401 token_not_yet_valid (${about})`;
const malformed = (about: string): string => `deny 401 claim_malformed (${about})`;
const missing = (about: string): string => `deny 401 claim_missing (${about})`;

export const CLAIM_CASES: readonly Case[] = [
  portable(
    'exp holds to the second, with the tolerance',
    { 'one second left': 'allow', 'at its end': expired, absent: missing('exp'), 'a fraction left': 'allow' },
    () =>
      tryEach({
        'one second left': { exp: at(-29) },
        'at its end': { exp: at(-30) },
        absent: { exp: null },
        'a fraction left': { exp: at(-30).concat('.5') },
      }),
  ),
  portable(
    'numbers that are no instants',
    {
      '1e400': malformed('exp'),
      '-1e400': malformed('exp'),
      'minus zero': expired,
      text: malformed('exp'),
      null: malformed('exp'),
      'an array': malformed('exp'),
      true: malformed('exp'),
      'nbf 1e400': malformed('nbf'),
      'iat text': malformed('iat'),
      '1e300': 'deny 401 lifetime_too_long',
    },
    () =>
      tryEach({
        '1e400': { exp: '1e400' },
        '-1e400': { exp: '-1e400' },
        'minus zero': { exp: '-0' },
        text: { exp: `"${at(600)}"` },
        null: { exp: 'null' },
        'an array': { exp: `[${at(600)}]` },
        true: { exp: 'true' },
        'nbf 1e400': { nbf: '1e400' },
        'iat text': { iat: '"now"' },
        '1e300': { exp: '1e300' },
      }),
  ),
  portable(
    'nbf and iat hold to the second, with the tolerance',
    { 'nbf within': 'allow', 'nbf beyond': early('nbf'), 'iat within': 'allow', 'iat beyond': early('iat') },
    () =>
      tryEach({
        'nbf within': { nbf: at(30) },
        'nbf beyond': { nbf: at(31) },
        'iat within': { iat: at(30) },
        'iat beyond': { iat: at(31) },
      }),
  ),
  portable(
    'age and lifetime are bounded',
    { 'as long as allowed': 'allow', 'too long': 'deny 401 lifetime_too_long', 'too old': 'deny 401 token_too_old' },
    () =>
      tryEach(
        {
          'as long as allowed': { iat: at(0), exp: at(3600) },
          'too long': { iat: at(0), exp: at(3601) },
          'too old': { iat: at(-3631), exp: at(10) },
        },
        { maxLifetimeSeconds: 3600 },
      ),
  ),
  portable(
    'aud is one of ours, as text or in a list of texts',
    {
      'in a list': 'allow',
      another: 'deny 401 audience_mismatch (aud)',
      'a prefix': 'deny 401 audience_mismatch (aud)',
      'a trailing slash': 'deny 401 audience_mismatch (aud)',
      absent: missing('aud'),
      'an empty list': 'deny 401 audience_mismatch (aud)',
      'a list with a list': malformed('aud'),
      null: malformed('aud'),
      'an object': malformed('aud'),
    },
    () =>
      tryEach({
        'in a list': { aud: '["other","https://api.acme.dev"]' },
        another: { aud: '"https://api.evil.dev"' },
        'a prefix': { aud: '"https://api.acme"' },
        'a trailing slash': { aud: '"https://api.acme.dev/"' },
        absent: { aud: null },
        'an empty list': { aud: '[]' },
        'a list with a list': { aud: '[["x"],"https://api.acme.dev"]' },
        null: { aud: 'null' },
        'an object': { aud: '{}' },
      }),
  ),
  portable(
    'iss names an issuer of the policy exactly, before any key is looked for',
    {
      another: 'deny 401 issuer_unknown',
      'a trailing slash': 'deny 401 issuer_unknown',
      'upper case': 'deny 401 issuer_unknown',
      'a full-width letter': 'deny 401 issuer_unknown',
      absent: missing('iss'),
      'a list': malformed('iss'),
      'a prototype': 'deny 401 issuer_unknown',
    },
    () =>
      tryEach({
        another: { iss: '"https://evil.test"' },
        'a trailing slash': { iss: '"https://tokens.acme.dev/"' },
        'upper case': { iss: '"https://TOKENS.acme.dev"' },
        'a full-width letter': { iss: '"https://tokens.acme.ｄev"' },
        absent: { iss: null },
        'a list': { iss: '["https://tokens.acme.dev"]' },
        'a prototype': { iss: '"__proto__"' },
      }),
  ),
  portable(
    'the party is one that the issuer names',
    { named: 'allow', another: 'deny 401 party_mismatch', absent: 'deny 401 party_mismatch', azp: 'allow' },
    () =>
      tryEach(
        {
          named: {},
          another: { client_id: '"other"' },
          absent: { client_id: null },
          azp: { client_id: null, azp: '"app"' },
        },
        { clients: ['app'] },
      ),
  ),
  portable(
    'required claims are there and identities are texts',
    {
      'sub a number': malformed('sub'),
      'sub empty': malformed('sub'),
      'jti a list': malformed('jti'),
      'nested, absent': missing('/team/id'),
      'nested, there': 'allow',
    },
    async () => {
      const simple = { 'sub a number': { sub: '1' }, 'sub empty': { sub: '""' }, 'jti a list': { jti: '["a"]' } };
      const nested = { 'nested, absent': {}, 'nested, there': { team: '{"id":0}' } };
      return { ...(await tryEach(simple)), ...(await tryEach(nested, { requiredClaims: ['/team/id'] })) };
    },
  ),
  portable(
    'a token bound to a key is no bearer token',
    {
      jkt: 'deny 401 binding_required (cnf)',
      empty: 'deny 401 binding_required (cnf)',
      text: malformed('cnf'),
      null: malformed('cnf'),
    },
    () =>
      tryEach({
        jkt: { cnf: '{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}' },
        empty: { cnf: '{}' },
        text: { cnf: '"x"' },
        null: { cnf: 'null' },
      }),
  ),
  portable(
    'the principal of a token, whole',
    {
      issuer: 'machines',
      iss: FIXED_CLAIMS.iss,
      subject: 'ann|é 😀',
      clientId: 'app',
      tenant: null,
      scopes: ['read:orders', 'a\tb', 'c'],
      permissions: [],
      roles: ['admin'],
      groups: [],
      tokenId: 'fixed-1',
      issuedAt: FIXED_CLAIMS.iat,
      expiresAt: FIXED_CLAIMS.exp,
      frozen: [true, true],
    },
    async () => {
      const members = {
        sub: '"ann|é \\ud83d\\ude00"',
        scope: '"read:orders a\\tb  c c"',
        roles: '"admin"',
        groups: '["a",1]',
        permissions: '{"0":"a"}',
      };
      const token = await signRaw(toClaimsText(members));
      const decision = await createSecretAuthorizer().authorize(toRequest(token));
      if (decision.principal === null) return toOutcome(decision);
      const { claims, ...facts } = decision.principal;
      return { ...facts, frozen: [Object.isFrozen(claims), Object.isFrozen(decision.principal)] };
    },
  ),
];
