/**
 * Policies as documents: what is found wrong with them, and where.
 */
import { createAuthorizer, PolicyError } from '@sallyport/core';
import { checkPolicy } from '@sallyport/core/check';
import { type Case, type Json, portable } from '../case.ts';
import { AUD, ISS, toPolicy, toPorts } from '../policies.ts';

/** The findings of a document: level, code, pointer and suggestion. */
function findIn(document: unknown): Json {
  const { findings } = checkPolicy(document, { env: {} });
  return findings.map(({ level, code, pointer, suggestion }) =>
    `${level} ${code} ${pointer} ${suggestion ?? ''}`.trimEnd(),
  );
}

const codesOf = (document: unknown): Json => [
  ...new Set(checkPolicy(document, { env: {} }).findings.map(({ code }) => code)),
];

const withIssuer = (overrides: Readonly<Record<string, unknown>>): unknown => ({
  issuers: { main: { issuer: ISS, audience: AUD, ...overrides } },
  routes: { '/*': 'authenticated' },
});
const withRoutes = (routes: unknown): unknown => ({ issuers: { main: { issuer: ISS, audience: AUD } }, routes });

export const DOCUMENT_CASES: readonly Case[] = [
  portable('a good document has no finding', [], () => findIn(toPolicy({}))),
  portable(
    'an unknown key is found with what was meant',
    [
      'error unknown-key /issuers/main/audiance did you mean "audience"?',
      'error unknown-key /route did you mean "routes"?',
    ],
    () =>
      findIn({
        issuers: { main: { issuer: ISS, audiance: AUD, audience: AUD } },
        route: {},
        routes: { '/*': 'authenticated' },
      }),
  ),
  portable(
    'what is no document is a finding',
    [['wrong-type'], ['wrong-type'], ['wrong-type'], ['wrong-type'], ['wrong-type']],
    () => [null, [], 'text', 1, undefined].map(codesOf),
  ),
  portable(
    'mistakes in an issuer are found',
    [
      ['audience-missing'],
      ['issuer-not-url'],
      ['http-address'],
      ['algorithm-none'],
      ['hmac-not-opted-in'],
      ['literal-secret'],
      ['private-key'],
      ['key-location-conflict'],
      ['placeholder'],
      ['unknown-preset'],
      ['wrong-value'],
      ['padded-text'],
    ],
    () =>
      [
        { audience: undefined },
        { issuer: 'not a url' },
        { issuer: 'http://tokens.acme.dev' },
        { algorithms: ['none'] },
        { algorithms: ['HS256'] },
        { hmac: { secrets: ['literal'], encoding: 'utf8' } },
        { jwks: { keys: [{ kty: 'EC', d: 'x' }] } },
        { jwksUri: 'https://a.test/', keys: { binding: 'B' } },
        { issuer: 'https://{yourOktaDomain}' },
        { preset: 'okto' },
        { clockToleranceSeconds: 301 },
        { audience: ' padded' },
      ].map((overrides) => codesOf(withIssuer(overrides))),
  ),
  portable(
    'mistakes in routes are found',
    [
      ['route-key'],
      ['route-key'],
      ['route-conflict'],
      ['route-key'],
      ['empty'],
      ['empty'],
      ['unknown-param'],
      ['one-value-expected'],
      ['public-shadows-protected'],
      ['method-falls-through', 'public-shadows-protected'],
      ['wrong-value'],
      ['no-routes'],
    ],
    () =>
      [
        { '/a//b': 'public' },
        { 'FETCH /a': 'public' },
        { '/a/:x': 'public', '/a/:y': 'public' },
        { '/a/*/b': 'public' },
        { '/a': {} },
        { '/a': { anyOf: [] } },
        { '/a': { claims: { sub: { param: 'id' } } } },
        { '/a': { issuer: ['main'] } },
        { '/a/*': 'public', '/a/b': 'authenticated' },
        { 'GET /a': 'authenticated', '/*': 'public' },
        { '/a': 'open' },
        {},
      ].map((routes) => codesOf(withRoutes(routes))),
  ),
  portable(
    'findings have places and suggestions',
    [
      'error wrong-value /routes/~1b c did you mean "public"?',
      'error invalid-name /issuers/a~1b~0c',
      'error unknown-algorithm /issuers/a~1b~0c/algorithms/0 did you mean "ES256"?',
    ],
    () =>
      findIn({
        issuers: { 'a/b~c': { issuer: ISS, audience: AUD, algorithms: ['ES265'] } },
        routes: { 'GET /a': 'authenticated', '/*': 'public', '/b c': 'publik' },
      }),
  ),
  portable(
    'a variable that is missing is a defect with its name',
    [
      'PolicyError',
      'The policy has 1 error:\n  /issuers/machines/issuer: the variable ISSUER is not set (set ISSUER for this gate)',
      true,
    ],
    () => {
      try {
        createAuthorizer(toPolicy({ issuer: `\${ISSUER}` }), toPorts());
        return 'an authorizer';
      } catch (error) {
        if (!(error instanceof PolicyError)) return String(error);
        return [error.name, error.message, error instanceof Error];
      }
    },
  ),
];
