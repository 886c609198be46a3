/**
 * Request targets that some reader takes for a guarded path and another does not: those known, and any number generated.
 */
import fc from 'fast-check';
import { HOSTILE_PIECES, HOSTILE_TARGETS } from '../raw/targets.ts';

/** What is guarded against callers without the role. */
const GUARDED = [
  '/admin/secret',
  '/admin',
  '/keys/1',
  '/b%C3%BCro/1',
  '/users/bob',
  '/users/bob/orders',
  '/reports/1/draft',
];

/** Known forms; with those of one prefix, such that name another's data, and letters that only Unicode folds to ASCII. */
export const KNOWN_TARGETS: readonly string[] = [
  ...HOSTILE_TARGETS,
  ...[
    '/users/ann/../bob',
    '/users/ann/..%2fbob',
    '/users/ann%2f..%2fbob',
    '/users/ann/%2e%2e/bob',
    '/users/ann;/../bob',
  ],
  // Strict slashes: an empty parameter.
  ...['/users/', '/users/?x', '/USERS/', '/users./', '/reports/'],
  // And an empty rest of a wildcard.
  ...['/manual/', '/manual/?x', '/MANUAL/', '/manual./', '/%6danual/'],
  ...['/users/bob%2fann', '/users/ann\\..\\bob', '/users//bob', '/users/bob;ann', '/Users/bob', '/users./bob/ann'],
  ...[
    '/users/ann/../../users/bob',
    '/users/ann%00/../bob',
    '/users/bob%09',
    '/users/%62ob',
    '/users/BOB',
    '/users/bob%20',
  ],
  // The Kelvin sign, the long s, the dotless i and the dotted I; then full-width letters and slashes, and a soft hyphen.
  ...[
    '/B%C3%9CRO/1',
    '/b%C3%9Cro',
    '/b%c3%bcro/',
    '/b%FCro/1',
    '/b%25C3%25BCro/1',
    '/b%C3%BCro./1',
    '/x/../b%C3%BCro/1',
  ],
  ...['/%E2%84%AAeys/1', '/u%C5%BFers/bob', '/adm%C4%B1n/secret', '/ADM%C4%B0N/secret', '/report%C5%BF/1/draft'],
  ...[
    '/%EF%BD%81dmin/secret',
    '/public%EF%BC%8F..%EF%BC%8Fadmin',
    '/%E2%81%84admin',
    '/ad%C2%ADmin/secret',
    '/admin%E2%80%8B/x',
  ],
  ...[
    '/..%c0%af..%c0%afadmin',
    '/%e2%84%aaEYS',
    '/keys%E3%80%80',
    '/%EF%BB%BFadmin',
    '/admin%EF%BC%8E',
    '/admin%C2%A0/x',
  ],
  ...[
    '/ke%79s/%2e',
    '/KEYS/1',
    '/keys/%2e%2e/keys',
    '/./keys/1',
    '/keys;v=1/1',
    '/x/%2e%2e/keys/1',
    '//keys/1',
    '/keys%2f1',
  ],
  ...[
    '/x/..%20/admin',
    '/x/..%20%20/keys/1',
    '/users/ann/..%20/bob',
    '/reports/1/../../admin',
    '/reports/..',
    '/reports/1;/draft',
    '/reports/1%2fdraft',
    '/reports//draft',
    '/REPORTS/1/draft',
  ],
  ...[
    `/${'a/'.repeat(2000)}../admin`,
    `/${'%61'.repeat(3000)}`,
    `/public/${'../'.repeat(500)}admin`,
    `/admin/${'x'.repeat(6000)}`,
  ],
];

/** What replaces one piece of a path; each keeps the path guarded in somebody's reading. */
const SPELLINGS: readonly ((path: string, at: number) => string)[] = [
  (path, at) => splice(path, at, (character) => character.toUpperCase()),
  (path, at) => splice(path, at, toEscape),
  (path, at) => splice(path, at, (character) => toEscape(character).toLowerCase()),
  (path, at) => splice(path, at, (character) => `%25${toEscape(character).slice(1)}`),
  (path, at) => splice(path, at, (character) => LOOK_ALIKES[character] ?? character),
  (path, at) => splice(path, at, (character) => `%c0%${(character.charCodeAt(0) + 0x80).toString(16)}`),
  ...['%00', '%09', '%0a', '%20', '.', '%2e', ';', ';x=1', '%3b', '%C2%AD', '%E2%80%8B', '\t', '\u00e9'].map((text) => {
    return (path: string, at: number): string => splice(path, at, (character) => `${character}${text}`);
  }),
  ...[
    '//',
    '/./',
    '/%2e/',
    '/x/../',
    '/x/%2e%2e/',
    '/x/.%2E/',
    '/;/',
    '/.;/',
    '/x/..;/',
    '\\',
    '%2f',
    '%5c',
    '/%2f',
    '/.%20/',
    '/x/..%20/',
  ].map((text) => (path: string, at: number) => replaceSlash(path, at, text)),
  ...[
    '/public',
    '/./',
    '/public/..',
    '/public/%2e%2e',
    '/public/..;',
    '/public%2f..',
    '/..',
    '/public\\..',
    '/users/ann/../..',
  ].map((text) => (path: string) => `${text}${path}`),
  ...[
    'http://other.dev',
    'http://u:p@other.dev',
    'https://gate.acme.dev:443',
    'http://gate.acme.dev:8080',
    'http://[::1]',
    'http://other.dev.',
  ].map((text) => (path: string) => (path.startsWith('/') ? `${text}${path}` : path)),
  ...[
    '/',
    '?',
    '#',
    '?x=/public',
    '#/../public',
    '%23',
    '%3F/public',
    '/..',
    '/.',
    '%',
    '.',
    '%20',
    '/../public/..',
    '.json',
  ].map((text) => (path: string) => `${path}${text}`),
  (path) => `${path}/${'%2e/'.repeat(300)}x`,
];

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ...{ k: '%E2%84%AA', s: '%C5%BF', i: '%C4%B1', a: '%EF%BD%81', '/': '%EF%BC%8F', o: '%D0%BE', e: '%D0%B5' },
};

/** With the names of the API, and bytes that no client should send. */
const PIECES = [...HOSTILE_PIECES, 'keys', 'users', 'bob', 'ann', 'reports', '\t', ' '];

/** The same targets for the same seed: two of three are spellings of a guarded path, the others free strings. */
export function generateTargets(seed: number, count: number): readonly string[] {
  const change = fc.record({ spelling: fc.constantFrom(...SPELLINGS), at: fc.nat(200) });
  const spelled = fc
    .tuple(fc.constantFrom(...GUARDED), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([path, changes]) => changes.reduce((text, { spelling, at }) => spelling(text, at), path));
  const free = fc
    .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 })
    .map((pieces) => `/${pieces.join('')}`);
  const targets = new Set<string>();
  for (const target of fc.sample(fc.oneof(spelled, spelled, free), { seed, numRuns: count * 3 })) {
    if (targets.size < count) targets.add(target);
  }
  return [...targets];
}

function splice(path: string, at: number, toText: (character: string) => string): string {
  const index = 1 + (at % Math.max(1, path.length - 1));
  return `${path.slice(0, index)}${toText(path.charAt(index))}${path.slice(index + 1)}`;
}

function replaceSlash(path: string, at: number, text: string): string {
  const slashes = [...path.matchAll(/\//g)].map(({ index }) => index);
  const index = slashes[at % Math.max(1, slashes.length)] ?? 0;
  return `${path.slice(0, index)}${text}${path.slice(index + 1)}`;
}

function toEscape(character: string): string {
  return [...Buffer.from(character, 'latin1')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
