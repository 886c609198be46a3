/**
 * The classes of stricter denials that are about keys: what jose imports and Sallyport does not verify with.
 *
 * Keys that are fetched are dropped one by one; keys written in a policy that cannot be public keys refuse the policy.
 */
import { type Evidence, isRespelled } from './evidence.ts';
import type { Stricter } from './stricter.ts';

type Key = Readonly<Record<string, unknown>>;

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const isObject = (value: unknown): value is Key => typeof value === 'object' && value !== null && !Array.isArray(value);

const toNumber = (value: unknown): bigint => BigInt(`0x0${Buffer.from(String(value), 'base64url').toString('hex')}`);
const isOddExponent = ({ kty, e }: Key): boolean => {
  const exponent = toNumber(e);
  return kty === 'RSA' && (exponent < 3n || exponent % 2n === 0n || exponent >= 1n << 32n);
};
const toMaterial = ({ kty, n, e, x, y }: Key): readonly unknown[] =>
  kty === 'RSA' ? [n, e] : kty === 'EC' ? [x, y] : [x];
const isPadded = (value: string): boolean => Buffer.from(value, 'base64url')[0] === 0;
const LENGTHS: Readonly<Record<string, number>> = { 'P-256': 32, Ed25519: 32 };
const isOtherLength = (key: Key): boolean => {
  const length = LENGTHS[String(key.crv)];
  return (
    length !== undefined && toMaterial(key).some((value) => Buffer.from(String(value), 'base64url').length !== length)
  );
};

/** Keys of one `kid`, or of any for a token without one, that could have signed. */
const countCandidates = ({ header, keys }: Evidence): number =>
  keys.filter((key) => isObject(key) && (header.kid === undefined || key.kid === header.kid)).length;

/** The member is dropped: it is not found, or others are tried in vain, or none is left. */
const dropped = (name: string, why: string, section: string, isDropped: (key: Key) => boolean): readonly Stricter[] =>
  ['key_not_found', 'signature_invalid', 'keys_unavailable'].map((reason) => ({
    ...{ name, reason, why, section },
    holds: ({ key }) => key !== null && isDropped(key),
  }));

export const STRICTER_KEYS: readonly Stricter[] = [
  ...dropped(
    'an RSA exponent below 3, even or beyond 32 bits',
    'an exponent of 1 verifies whatever anyone writes',
    'RFC 8017 section 3.1',
    isOddExponent,
  ),
  ...dropped(
    'key material in another spelling',
    'one key, one text: base64url without padding, white space, spare bits',
    'RFC 7518 section 2',
    (key) => toMaterial(key).some((value) => isRespelled(String(value))),
  ),
  ...dropped(
    'key material with leading zeros or of another length',
    'a coordinate has the length of its curve',
    'RFC 7518 sections 6.2.1 and 6.3.1',
    (key) => isOtherLength(key) || toMaterial(key).some((value) => isPadded(String(value))),
  ),
  ...dropped(
    'a private member',
    'a published private key is everybody’s key; presence counts',
    'RFC 7517 section 9.2',
    (key) => PRIVATE.some((name) => Object.hasOwn(key, name)),
  ),
  ...dropped(
    'a kid that is no text, or beyond 1,024 characters',
    'it names nothing that a token could name',
    'RFC 7517 section 4.5',
    ({ kid }) => kid !== undefined && (typeof kid !== 'string' || kid.length > 1024),
  ),
  ...['key_not_found', 'key_ambiguous'].map(
    (reason): Stricter => ({
      ...{ name: 'more than four candidates', reason },
      why: 'what an unknown client costs is bounded',
      section: 'RFC 8725 section 3.1',
      holds: (evidence) => countCandidates(evidence) > 4,
    }),
  ),
  ...['key_not_found', 'keys_unavailable'].map(
    (reason): Stricter => ({
      ...{ name: 'more than 100 keys in a set', reason },
      why: 'what an issuer costs is bounded',
      section: 'RFC 7517 section 5',
      holds: ({ keys }) => keys.length > 100,
    }),
  ),
  {
    name: 'a policy with a private key',
    reason: 'policy_refused',
    about: 'private-key',
    why: 'whoever reads the policy could sign',
    section: 'RFC 7517 section 9.2',
    holds: ({ keys }) => keys.some((key) => isObject(key) && PRIVATE.some((name) => Object.hasOwn(key, name))),
  },
  {
    name: 'a policy with what is no key',
    reason: 'policy_refused',
    about: 'malformed-key',
    why: 'a mistake in a file is told when it is loaded',
    section: 'RFC 7517 section 4.1',
    holds: ({ keys }) => keys.some((key) => isObject(key) && typeof key.kty !== 'string'),
  },
  {
    name: 'a policy with a name that every object has',
    reason: 'policy_refused',
    about: 'reserved-name',
    why: 'a member named after the prototype reads as something else',
    section: 'RFC 7517 section 4',
    holds: ({ fuzzCase }) => /"(?:__proto__|constructor|prototype|toString)"/.test(fuzzCase.body),
  },
  {
    name: 'a policy with members beside keys',
    reason: 'policy_refused',
    about: 'unknown-key',
    why: 'a policy has no unknown keys',
    section: 'design of the policy document',
    holds: ({ fuzzCase }) => Object.keys(JSON.parse(fuzzCase.body)).some((name) => name !== 'keys'),
  },
];
