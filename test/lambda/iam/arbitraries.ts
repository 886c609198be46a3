/**
 * Random policies, tokens and paths that look for over-reach: small alphabets, so that everything collides.
 */
import type { AccessEntry, ApiGatewayEntry, PolicyDocument, SupposedToken } from '@sallyport/core';
import fc from 'fast-check';

/** What one run is about. */
export interface Scene {
  readonly policy: PolicyDocument;
  readonly token: SupposedToken;
  /** Paths as they follow the method in an ARN. */
  readonly paths: readonly string[];
}

/** Decoded literals: plain ones, and ones that are hard to write in an ARN. */
const LITERALS = [
  'a',
  'b',
  'admin',
  'items:batch',
  'café',
  'a b',
  'a|b',
  '名',
  '$batch',
  'x*y',
  'q?q',
  'é%',
  '😀',
  '~',
  'a.b',
];
/** Claims that become segments. */
const CLAIMS = [
  'a',
  'u1',
  'auth0|abc',
  'é',
  'a b',
  '名',
  'x*',
  'u?',
  '$u',
  '..',
  'a/b',
  'a;b',
  '%41',
  '50%',
  '\n',
  'a'.repeat(470),
];
const METHODS = ['', 'GET ', 'POST ', 'GET|POST ', 'HEAD ', 'DELETE '];

const literal = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('a', 'b', 'admin') }, fc.constantFrom(...LITERALS));

const keyPath = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: literal }, fc.constant(null)), { maxLength: 4 }),
    fc.constantFrom('end', 'end', 'wildcard'),
  )
  .map(([segments, tail]) => {
    const texts = segments.map((text, index) => (text === null ? `:p${index}` : toKeyText(text)));
    return `/${[...texts, ...(tail === 'wildcard' ? ['*'] : [])].join('/')}`;
  });

function toKeyText(text: string): string {
  return encodeURIComponent(text).replace(/[*!'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function access(key: string): fc.Arbitrary<AccessEntry> {
  const params = [...key.matchAll(/:(p\d)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  const bound = params.flatMap((param): AccessEntry[] => [
    { claims: { sub: { param } } },
    { anyOf: [{ claims: { sub: { param } } }, { scopes: ['s2'] }] },
    { anyOf: [{ claims: { sub: { param } } }, { claims: { team: { param } } }] },
    { claims: { sub: { param }, team: { param: params[0] ?? param } } },
  ]);
  return fc.constantFrom<AccessEntry[]>(
    'public',
    'deny',
    'authenticated',
    { scopes: ['s1'] },
    { scopes: ['s2'] },
    ...bound,
    ...bound,
  );
}

const route = fc
  .tuple(fc.constantFrom(...METHODS), keyPath, fc.constantFrom('', '', '', '', '', 'api.acme.dev'))
  .chain(([methods, path, host]) => fc.tuple(fc.constant(`${methods}${host}${path}`), access(path)));

const apiGateway: fc.Arbitrary<ApiGatewayEntry> = fc.record({
  encodedPaths: fc.constantFrom('refuse', 'refuse', 'canonical'),
  unknownPaths: fc.constantFrom('possible', 'never'),
});

const claim = fc.oneof({ weight: 2, arbitrary: fc.constantFrom('a', 'u1', 'auth0|abc') }, fc.constantFrom(...CLAIMS));

const token: fc.Arbitrary<SupposedToken> = fc
  .tuple(fc.subarray(['s1', 's2']), claim, claim)
  .map(([scopes, sub, team]) => ({ issuer: 'main', scopes, claims: { sub, team } }));

const segment = fc.oneof(
  { weight: 4, arbitrary: literal },
  { weight: 2, arbitrary: claim },
  {
    weight: 2,
    arbitrary: fc.constantFrom('z', 'u2', '.', '..', '', 'x;y', 'é', 'ab', 'Admin', '%', '%41', '?', '#', '\\'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 4 }) },
);

/** One segment in one of the ways in which it may be sent. */
const written = fc
  .tuple(segment, fc.constantFrom('encoded', 'encoded', 'raw', 'every', 'lower', 'some'))
  .map(([text, how]) => {
    if (how === 'raw') return text;
    const bytes = [...new TextEncoder().encode(text)];
    const escapes = bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`);
    if (how === 'every') return escapes.join('');
    if (how === 'lower') return encodeURIComponent(text.toWellFormed()).toLowerCase();
    if (how === 'some')
      return bytes.map((byte, at) => (at === 0 || byte > 0x7f ? escapes[at] : String.fromCharCode(byte))).join('');
    return encodeURIComponent(text.toWellFormed()).replaceAll('%3A', ':').replaceAll('%24', '$');
  });

const path = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.array(written, { maxLength: 6 }), fc.constantFrom('', '', '/', '//'))
      .map(([segments, end]) => segments.join('/') + end),
  },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom('/', '%', '2', '5', 'f', '.', 'a', ';', '*', '?', '$', '{', '\\', 'é', '6', '1', 'A'),
      maxLength: 12,
    }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);

/** A policy, a token that it accepts, and paths near its routes. */
export const scenes: fc.Arbitrary<Scene> = fc
  .record({
    routes: fc.uniqueArray(route, { minLength: 1, maxLength: 7, selector: ([key]) => key }),
    apiGateway,
    token,
    near: fc.array(fc.tuple(fc.nat(), fc.array(written, { maxLength: 4 }), fc.constantFrom('', '', '/')), {
      minLength: 10,
      maxLength: 25,
    }),
    far: fc.array(path, { minLength: 5, maxLength: 15 }),
  })
  .map(({ routes, apiGateway: settings, token: supposed, near, far }) => ({
    policy: {
      issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
      routes: Object.fromEntries(routes),
      apiGateway: settings,
    },
    token: supposed,
    paths: [...near.map(([pick, fills, end]) => fill(routes[pick % routes.length]?.[0] ?? '', fills) + end), ...far],
  }));

/** A path of a route: its parameters and its wildcard filled, so that deep and shallow ones both occur. */
function fill(key: string, fills: readonly string[]): string {
  const rest = [...fills];
  const segments = key.slice(key.indexOf('/') + 1).split('/');
  return segments
    .flatMap((text) => {
      if (text === '*') return rest.splice(0);
      return text.startsWith(':') ? [rest.shift() ?? 'z'] : [text];
    })
    .join('/');
}
