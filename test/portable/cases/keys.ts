/**
 * Key selection, and keys that runtimes import, refuse or fail on in different ways: one reason everywhere.
 */
import { createAuthorizer, type FetchPort, type KeyEvent, PolicyError } from '@sallyport/core';
import { type Case, type Json, portable } from '../case.ts';
import { FIXED_KEYS, fixedToken } from '../fixed-tokens.ts';
import { createFixedAuthorizer, JWKS_URI, present, presentEach, toPolicy, toPorts } from '../policies.ts';
import { toOctets, toSegment, withPart, withSignature } from '../tokens.ts';

type Jwk = Readonly<Record<string, unknown>>;

const INVALID = 'deny 401 signature_invalid';
const NOT_FOUND = 'deny 401 key_not_found';

const keyOf = (kid: string): Jwk => FIXED_KEYS[kid] ?? {};
const BYSTANDER: Jwk = { ...keyOf('ES384'), kid: 'bystander' };

/** A token against a fetched set of these members and a good key beside them: the outcome, and what was refused. */
async function fetched(token: string, members: readonly unknown[], algorithms = ['ES256']): Promise<Json> {
  const events: KeyEvent[] = [];
  const fetch: FetchPort = async () => Response.json({ keys: [...members, BYSTANDER] });
  const ports = toPorts({ fetch, onKeyEvent: (event) => events.push(event) });
  const authorizer = createAuthorizer(toPolicy({ jwksUri: JWKS_URI, algorithms }), ports);
  const outcome = await present(authorizer, token);
  return [outcome, ...events.filter(({ kind }) => kind === 'refused_key').map(({ why = '' }) => why)];
}

const es256 = (...members: readonly unknown[]): Promise<Json> => fetched(fixedToken('ES256'), members);
const rs256 = (change: Jwk): Promise<Json> => fetched(fixedToken('RS256'), [{ ...keyOf('rsa'), ...change }], ['RS256']);
const without = (jwk: Jwk, name: string): Jwk =>
  Object.fromEntries(Object.entries(jwk).filter(([own]) => own !== name));

// The points of order 1, 2, 4 and 8 in each spelling, little-endian; every second one with its sign bit set.
const FIELD = 2n ** 255n - 19n;
const ORDER_8: readonly bigint[] = [
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
];
const SMALL_ORDER: readonly Uint8Array[] = [0n, 1n, FIELD - 1n, FIELD, FIELD + 1n, ...ORDER_8].flatMap((y) => {
  const octets = Uint8Array.from({ length: 32 }, (_octet, index) => Number((y >> BigInt(8 * index)) & 255n));
  return [octets, octets.with(31, (octets[31] ?? 0) | 0x80)];
});

export const KEY_CASES: readonly Case[] = [
  portable('a kid selects its key among many', 'allow', () =>
    present(createFixedAuthorizer(['ES256']), fixedToken('ES256')),
  ),
  portable(
    'a kid is compared as it stands',
    { 'another case': NOT_FOUND, 'a prototype': NOT_FOUND, 'a path': NOT_FOUND },
    () => {
      const rename = (kid: string): string =>
        withPart(fixedToken('ES256'), 0, (text) => text.replace('"kid":"ES256"', `"kid":"${kid}"`));
      return presentEach(createFixedAuthorizer(['ES256']), {
        'another case': rename('es256'),
        'a prototype': rename('__proto__'),
        'a path': rename('../ES256'),
      });
    },
  ),
  portable(
    'a token without a kid is tried on the keys that fit, four at most',
    ['allow', INVALID, NOT_FOUND],
    async () => {
      const p256 = { name: 'ECDSA', namedCurve: 'P-256' };
      const others = await Promise.all(
        [1, 2, 3, 4].map(async () => {
          const { publicKey } = await crypto.subtle.generateKey(p256, true, ['sign', 'verify']);
          const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
          return { kty, crv, x, y };
        }),
      );
      const signer = without(keyOf('ES256'), 'kid');
      const minted = fixedToken('ES256');
      const nameless = withPart(minted, 0, (text) => text.replace('"kid":"ES256",', ''));
      const first = async (answer: Promise<Json>): Promise<Json> => ((await answer) as readonly Json[])[0] ?? null;
      return [
        // The kid of a set's only key of that name; the others have none.
        await first(es256(...others.slice(0, 3), keyOf('ES256'))),
        // Without the kid the signature no longer fits the header, and every candidate says so.
        await first(fetched(nameless, [...others.slice(0, 3), signer])),
        await first(fetched(nameless, [...others, signer])),
      ];
    },
  ),
  portable('two keys of one kid are both tried', ['allow'], () =>
    es256({ ...keyOf('EdDSA'), kid: 'ES256' }, keyOf('ES256')),
  ),
  portable('RSA with an exponent of 1', [NOT_FOUND, 'rsa_exponent'], () => rs256({ e: 'AQ' })),
  portable('RSA with an even exponent', [NOT_FOUND, 'rsa_exponent'], () => rs256({ e: 'AQAA' })),
  portable('RSA with an exponent of 33 bits and more', [NOT_FOUND, 'rsa_exponent'], () => rs256({ e: 'AQAAAAE' })),
  portable('RSA with an exponent of no octets', [NOT_FOUND, 'rsa_exponent'], () => rs256({ e: '' })),
  portable('RSA of 1024 bits', [NOT_FOUND, 'rsa_modulus'], () =>
    fetched(fixedToken('rsa-1024'), [keyOf('rsa-1024')], ['RS256']),
  ),
  portable('RSA with an even modulus', [NOT_FOUND, 'rsa_modulus'], () =>
    rs256({ n: toSegment(toOctets(String(keyOf('rsa').n)).with(-1, 2)) }),
  ),
  portable('RSA with padding in its modulus', [NOT_FOUND, 'member_malformed'], () =>
    rs256({ n: `${keyOf('rsa').n}==` }),
  ),
  portable('RSA with one zero octet before its modulus', ['allow'], () =>
    rs256({ n: toSegment(Uint8Array.from([0, ...toOctets(String(keyOf('rsa').n))])) }),
  ),
  portable('RSA with an exponent of 3', ['allow'], () => fetched(fixedToken('rsa-e3'), [keyOf('rsa-e3')], ['RS256'])),
  portable('RSA of 2049 bits', ['allow'], () => fetched(fixedToken('rsa-2049'), [keyOf('rsa-2049')], ['RS256'])),
  portable('RSA of 4096 bits', ['allow'], () => fetched(fixedToken('rsa-4096'), [keyOf('rsa-4096')], ['RS256'])),
  portable('RSA of 8192 bits, the longest', ['allow'], () =>
    fetched(fixedToken('rsa-8192'), [keyOf('rsa-8192')], ['RS256']),
  ),
  portable('RSA of more than 8192 bits', [NOT_FOUND, 'rsa_modulus'], () =>
    rs256({ n: toSegment(Uint8Array.from([1, ...toOctets(String(keyOf('rsa-8192').n))])) }),
  ),
  portable('P-256 said to be P-384', [NOT_FOUND, 'member_malformed'], () => es256({ ...keyOf('ES256'), crv: 'P-384' })),
  portable('P-384 said to be P-256', [NOT_FOUND, 'member_malformed'], () =>
    es256({ ...keyOf('ES384'), kid: 'ES256', crv: 'P-256' }),
  ),
  portable('P-256 said to be secp256k1', [NOT_FOUND, 'crv_unsupported'], () =>
    es256({ ...keyOf('ES256'), crv: 'secp256k1' }),
  ),
  portable('P-256 declared for ES384', [NOT_FOUND, 'alg_unsupported'], () =>
    es256({ ...keyOf('ES256'), alg: 'ES384' }),
  ),
  portable('an EC point off its curve', [NOT_FOUND, 'import_failed'], () =>
    es256({ ...keyOf('ES256'), x: keyOf('ES256').y }),
  ),
  portable('an EC point of zeros', [NOT_FOUND, 'import_failed'], () => {
    const zeros = toSegment(new Uint8Array(32));
    return es256({ ...keyOf('ES256'), x: zeros, y: zeros });
  }),
  portable('an EC coordinate beyond the field', [NOT_FOUND, 'import_failed'], () =>
    es256({ ...keyOf('ES256'), x: toSegment(new Uint8Array(32).fill(0xff)) }),
  ),
  portable('an Ed25519 key that is no point', [INVALID], () => {
    const x = toSegment(new Uint8Array(32).fill(0).with(0, 2));
    return fetched(fixedToken('EdDSA'), [{ ...keyOf('EdDSA'), x }], ['EdDSA']);
  }),
  portable(
    'an Ed25519 key of small order, under which one signature fits any message',
    SMALL_ORDER.map(() => [NOT_FOUND, 'ed25519_point']),
    async () => {
      const outcomes: Json[] = [];
      for (const point of SMALL_ORDER) {
        // R the neutral point and S zero: on runtimes that take such keys every eighth message or more verifies.
        const token = withSignature(fixedToken('EdDSA'), () => new Uint8Array(64).with(0, 1));
        outcomes.push(await fetched(token, [{ ...keyOf('EdDSA'), x: toSegment(point) }], ['EdDSA']));
      }
      return outcomes;
    },
  ),
  portable('an Ed25519 key of 31 octets', [NOT_FOUND, 'member_malformed'], () => {
    const x = toSegment(new Uint8Array(31).fill(7));
    return fetched(fixedToken('EdDSA'), [{ ...keyOf('EdDSA'), x }], ['EdDSA']);
  }),
  portable('X25519 is no signing key', [NOT_FOUND, 'crv_unsupported'], () =>
    fetched(fixedToken('EdDSA'), [{ ...keyOf('EdDSA'), crv: 'X25519' }], ['EdDSA']),
  ),
  portable(
    'what a member of a key set may not be',
    [
      [NOT_FOUND, 'private_key'],
      [NOT_FOUND, 'symmetric_key'],
      [NOT_FOUND, 'use_not_sig'],
      [NOT_FOUND, 'key_ops_not_verify'],
      [NOT_FOUND, 'kid_invalid'],
      [NOT_FOUND, 'not_an_object'],
      [NOT_FOUND, 'kty_unsupported'],
      [NOT_FOUND, 'member_malformed'],
    ],
    async () => {
      const good = keyOf('ES256');
      const members: readonly unknown[] = [
        { ...good, d: 'AA' },
        { kty: 'oct', k: 'AA', kid: 'ES256' },
        { ...good, use: 'enc' },
        { ...good, key_ops: ['sign'] },
        { ...good, kid: 1 },
        null,
        { ...good, kty: 'ec' },
        { ...good, x: 1 },
      ];
      const outcomes: Json[] = [];
      for (const member of members) outcomes.push(await es256(member));
      return outcomes;
    },
  ),
  portable('members that an import could choke on are left out of it', ['allow'], () =>
    es256({
      ...keyOf('ES256'),
      ext: false,
      key_ops: ['verify'],
      use: 'sig',
      x5c: ['no certificate'],
      oth: undefined,
      alg: 'ES256',
    }),
  ),
  portable('a private key in a policy is a defect', ['private-key'], () => {
    try {
      createAuthorizer(toPolicy({ jwks: { keys: [{ ...keyOf('ES256'), d: 'AA' }] } }), toPorts());
      return ['an authorizer'];
    } catch (error) {
      return error instanceof PolicyError ? error.findings.map(({ code }) => code) : [String(error)];
    }
  }),
  portable('a blocked key is none, by its name and by its thumbprint', [NOT_FOUND, NOT_FOUND], async () => {
    const { kty, crv, x, y } = keyOf('ES256');
    const canonical = new TextEncoder().encode(JSON.stringify({ crv, kty, x, y }));
    const thumbprint = toSegment(new Uint8Array(await crypto.subtle.digest('SHA-256', canonical)));
    const blocking = (text: string): Promise<string> =>
      present(createFixedAuthorizer(['ES256'], { blockedKeys: [text] }), fixedToken('ES256'));
    return [await blocking('ES256'), await blocking(thumbprint)];
  }),
];
