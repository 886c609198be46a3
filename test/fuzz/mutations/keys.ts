/**
 * Mutations of the members of one key in the set: the key that signed, or one beside it.
 */
import type { Random } from '../random.ts';
import { ODD_RSA, SIGNERS } from '../signers.ts';
import { drop, type Member, type Mutation, put, toJwk, toMember, type Work } from '../work.ts';
import { ODD_VALUES, toEscaped, toNearText } from './values.ts';

type Key = readonly Member[];

const ofKey = (name: string, change: (key: Key, random: Random, work: Work) => Key): Mutation => ({
  name,
  stage: 'keys',
  apply: (work, random) => {
    const mine = work.keys.findIndex(
      (key) => typeof key !== 'string' && key[0]?.[1] === JSON.stringify(work.signer.kid),
    );
    const at = random.chance(0.75) && mine !== -1 ? mine : random.below(work.keys.length);
    const key = work.keys[at];
    if (key !== undefined && typeof key !== 'string') work.keys = work.keys.with(at, change(key, random, work));
  },
});

const MATERIAL = ['n', 'e', 'x', 'y', 'crv', 'kty'];
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const OPERATIONS = [
  ...[
    '["verify"]',
    '["verify","sign"]',
    '["sign"]',
    '[]',
    'null',
    '"verify"',
    '["verify","verify"]',
    '["verify","encrypt"]',
    '["encrypt"]',
  ],
  ...['["VERIFY"]', '["verify",1]', '{}', '["deriveKey","verify"]', '[["verify"]]', 'true', '["verify","unheard-of"]'],
];
const text = (key: Key, name: string): string | null => {
  const value = key.find(([other]) => other === JSON.stringify(name))?.[1];
  return value?.startsWith('"') ? String(JSON.parse(value)) : null;
};
const present = (key: Key): readonly string[] => MATERIAL.filter((name) => text(key, name) !== null);

/** The same number in other words, or nearly the same. */
function respell(value: string, random: Random): string {
  const bytes = Buffer.from(value, 'base64url');
  return random.pick<() => string>([
    () => `${value}=`,
    () => `${value}==`,
    () => Buffer.concat([Buffer.alloc(1), bytes]).toString('base64url'),
    () => Buffer.concat([Buffer.alloc(2), bytes]).toString('base64url'),
    () => bytes.subarray(1).toString('base64url'),
    () => bytes.subarray(0, -1).toString('base64url'),
    () => Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url'),
    () => bytes.toString('base64'),
    () => bytes.toString('hex'),
    () => `${value.slice(0, 4)} ${value.slice(4)}`,
    () => `${value}\n`,
    () => value.slice(0, -1) + (value.endsWith('A') ? 'B' : 'A'),
    () => Buffer.from(bytes.map((byte, at) => (at === 3 ? byte ^ 1 : byte))).toString('base64url'),
    () => '',
  ])();
}

export const KEY_MUTATIONS: readonly Mutation[] = [
  ofKey('material in other words', (key, random) => {
    const names = present(key);
    if (names.length === 0) return key;
    const name = random.pick(names);
    return put(key, name, JSON.stringify(respell(text(key, name) ?? '', random)));
  }),
  ofKey('material of another type', (key, random) =>
    put(key, random.pick(MATERIAL), random.pick([...ODD_VALUES, '65537', '[1,0,1]'])),
  ),
  ofKey('material left out', (key, random) => drop(key, random.pick(MATERIAL))),
  ofKey('material of another key', (key, random) => {
    const { jwk } = random.pick(SIGNERS);
    const name = random.pick(Object.keys(jwk));
    return put(key, name, JSON.stringify(jwk[name]));
  }),
  ofKey('crv or kty', (key, random) => {
    const [name, values] = random.pick([
      ['crv', ['P-256', 'P-384', 'P-521', 'secp256k1', 'Ed25519', 'X25519', 'Ed448', 'p-256', '']],
      ['kty', ['RSA', 'EC', 'OKP', 'oct', 'AKP', 'rsa', 'ec', '']],
    ] as const);
    return put(key, name, JSON.stringify(random.pick(values)));
  }),
  ofKey('RSA exponent', (key, random) =>
    text(key, 'kty') === 'RSA'
      ? put(
          key,
          'e',
          JSON.stringify(random.pick(['AQ', 'Ag', 'Aw', 'AA', '', 'AAEAAQ', 'AAAAAAEAAQ', 'AQAA', 'BAAAAAE'])),
        )
      : key,
  ),
  ofKey('use', (key, random) =>
    put(key, 'use', random.pick(['"sig"', '"enc"', '""', '"SIG"', 'null', '["sig"]', '1', '"verify"'])),
  ),
  ofKey('no use', (key) => drop(key, 'use')),
  ofKey('key_ops', (key, random) =>
    put(random.chance(0.5) ? drop(key, 'use') : key, 'key_ops', random.pick(OPERATIONS)),
  ),
  ofKey('alg', (key, random) =>
    put(
      key,
      'alg',
      random.pick([
        '"ES256"',
        '"RS256"',
        '"PS256"',
        '"EdDSA"',
        '"Ed25519"',
        '"RS512"',
        '"none"',
        '"HS256"',
        '""',
        'null',
        '1',
        '["ES256"]',
      ]),
    ),
  ),
  ofKey('no alg', (key) => drop(key, 'alg')),
  ofKey('kid', (key, random) =>
    put(
      key,
      'kid',
      random.pick([
        toNearText(text(key, 'kid') ?? '', random),
        random.pick(ODD_VALUES),
        `"${'k'.repeat(1025)}"`,
        '"e1"',
        '"e2"',
      ]),
    ),
  ),
  ofKey('no kid', (key) => drop(key, 'kid')),
  ofKey('a private member', (key, random) =>
    put(key, random.pick(PRIVATE), random.pick(['"AQAB"', '""', 'null', '0', '[]', 'false', '"AA=="'])),
  ),
  ofKey('a member of no meaning', (key, random) => {
    const name = random.pick([
      'ext',
      'x5c',
      'x5t',
      'x5u',
      'issuer',
      '__proto__',
      'toString',
      'nbf',
      'exp',
      'revoked',
      'constructor',
      'alg ',
    ]);
    return put(key, name, random.pick(['true', 'false', '"x"', 'null', '["MIIB"]', '{"kty":"oct"}', '1']));
  }),
  ofKey('a member twice', (key, random) => {
    const [name, value] = random.pick(key);
    const other: Member = [random.chance(0.3) ? toEscaped(name) : name, random.pick(['"x"', value, 'null'])];
    return random.chance(0.5) ? [other, ...key] : [...key, other];
  }),
  {
    name: 'an exponent that no key should have',
    stage: 'content',
    apply: (work, random) => {
      const odd = random.pick(ODD_RSA);
      work.signer = odd;
      work.header = put(put(work.header, 'alg', '"RS256"'), 'kid', JSON.stringify(odd.kid));
      work.keys = work.keys.map((key) =>
        typeof key !== 'string' && text(key, 'kid') === odd.kid ? [...toJwk(odd), toMember('use', 'sig')] : key,
      );
    },
  },
];
