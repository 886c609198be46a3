/**
 * Every place where jose allows and Sallyport denies: each a class with its reason, its why and its section.
 *
 * A class holds for a case only where the case shows what the class is about; any other denial is unclassified.
 */
import { hasLoneSurrogate, hasNameTwice, toDepth } from '../support/json-reading.ts';
import { type Evidence, isRespelled } from './evidence.ts';
import { STRICTER_KEYS } from './stricter-keys.ts';

/** One kind of denial that jose does not share. */
export interface Stricter {
  readonly name: string;
  readonly reason: string;
  /** What the denial is about; left out for anything. */
  readonly about?: string;
  readonly why: string;
  readonly section: string;
  readonly holds: (evidence: Evidence) => boolean;
}

const isNoText = (value: unknown): boolean => typeof value !== 'string' || value === '';
const own = (claims: Evidence['claims'], name: string): unknown =>
  Object.hasOwn(claims, name) ? claims[name] : undefined;

const date = (name: string): Stricter => ({
  name: `${name} beyond numbers`,
  reason: 'claim_malformed',
  about: name,
  why: '1e400 parses to Infinity: a date that never comes or never passes',
  section: 'RFC 7519 section 2',
  holds: ({ claims }) => typeof claims[name] === 'number' && !Number.isFinite(claims[name]),
});

const identity = (name: string): Stricter => ({
  name: `${name} that is no text`,
  reason: 'claim_malformed',
  about: name,
  why: 'an identity of another type compares as something else further on',
  section: 'RFC 7519 section 4.1, RFC 8693 section 4.3',
  holds: ({ claims }) => Object.hasOwn(claims, name) && isNoText(own(claims, name)),
});

const json = (part: 'header' | 'payload'): readonly Stricter[] => {
  const read = (evidence: Evidence): string => (part === 'header' ? evidence.headerText : evidence.payloadText);
  const common = { reason: 'token_malformed', about: part };
  return [
    {
      ...common,
      name: `${part}: a name twice`,
      why: 'two readers, two tokens',
      section: part === 'header' ? 'RFC 7515 section 4' : 'RFC 7519 section 4',
      holds: (evidence) => hasNameTwice(read(evidence)),
    },
    {
      ...common,
      name: `${part}: byte order mark`,
      why: 'no part of JSON; some readers skip it, some fail',
      section: 'RFC 8259 section 8.1',
      holds: (evidence) => read(evidence).startsWith('\ufeff'),
    },
    {
      ...common,
      name: `${part}: lone surrogate`,
      why: 'no text: header and UTF-8 writers throw on it or replace it',
      section: 'RFC 8259 section 8.2',
      holds: (evidence) => hasLoneSurrogate(read(evidence)),
    },
    {
      ...common,
      name: `${part}: nesting beyond 64`,
      why: 'whoever walks the claims recursively overflows',
      section: 'RFC 8259 section 9',
      holds: (evidence) => toDepth(read(evidence)) > 64,
    },
  ];
};

/** The classes, in the order in which they are tried. */
export const STRICTER: readonly Stricter[] = [
  {
    name: 'scheme followed by no space',
    reason: 'scheme_unsupported',
    why: 'only spaces separate a scheme from its credentials',
    section: 'RFC 9110 section 11.4',
    holds: ({ fuzzCase }) => /^bearer[^\S ]/i.test(fuzzCase.authorization ?? ''),
  },
  {
    name: 'characters that no token has',
    reason: 'credential_malformed',
    why: 'jose skips white space wherever it stands: a second spelling of one token',
    section: 'RFC 6750 section 2.1',
    holds: ({ fuzzCase }) => !/^bearer +[A-Za-z0-9\-._~+/]+=*$/i.test(fuzzCase.authorization ?? ''),
  },
  {
    name: 'a token beyond 16 KiB',
    reason: 'token_too_large',
    why: 'what an unknown client costs is bounded before anything is read',
    section: 'RFC 8725 section 2.5',
    holds: ({ token }) => token.length > 16_384,
  },
  {
    name: 'another spelling of base64url',
    reason: 'token_malformed',
    about: 'base64url',
    why: 'padding, spare bits: a second text of one token slips past caches and deny lists',
    section: 'RFC 7515 section 2, RFC 4648 section 3.5',
    holds: ({ segments }) => segments.some(isRespelled),
  },
  ...json('header'),
  ...json('payload'),
  {
    name: 'b64 without crit',
    reason: 'token_malformed',
    about: 'crit',
    why: 'a reader that knows b64 reads another payload',
    section: 'RFC 7797 section 6',
    holds: ({ header }) => !Object.hasOwn(header, 'crit') && Object.hasOwn(header, 'b64') && header.b64 !== true,
  },
  {
    name: 'crit with a name twice',
    reason: 'token_malformed',
    about: 'crit',
    why: 'names in crit must not repeat',
    section: 'RFC 7515 section 4.1.11',
    holds: ({ header }) => Array.isArray(header.crit) && new Set(header.crit).size < header.crit.length,
  },
  {
    name: 'crit with b64',
    reason: 'critical_header',
    why: 'no extension is understood, and b64 has no place in a JWT',
    section: 'RFC 7797 section 7',
    holds: ({ header }) => Array.isArray(header.crit) && header.crit.includes('b64'),
  },
  ...['exp', 'nbf'].map(date),
  ...['sub', 'client_id', 'azp', 'jti'].map(identity),
  {
    name: 'aud with members that are no text',
    reason: 'claim_malformed',
    about: 'aud',
    why: 'a list of audiences holds texts and nothing else',
    section: 'RFC 7519 section 4.1.3',
    holds: ({ claims }) => Array.isArray(claims.aud) && claims.aud.some((member) => typeof member !== 'string'),
  },
  {
    name: 'a lifetime beyond the longest',
    reason: 'lifetime_too_long',
    why: 'an exp in milliseconds or years away outlives every key',
    section: 'RFC 8725 section 3.10',
    holds: ({ claims, fuzzCase }) => Number(claims.exp) - Number(claims.iat) > fuzzCase.scene.maxAgeSeconds,
  },
  {
    name: 'a bound token as a bearer token',
    reason: 'binding_required',
    about: 'cnf',
    why: 'whoever stole it has no key to prove',
    section: 'RFC 9449 section 7.2, RFC 8705 section 3',
    holds: ({ claims }) => typeof claims.cnf === 'object' && claims.cnf !== null && !Array.isArray(claims.cnf),
  },
  {
    name: 'cnf that is no object',
    reason: 'claim_malformed',
    about: 'cnf',
    why: 'a binding that cannot be read is a binding',
    section: 'RFC 7800 section 3.1',
    holds: ({ claims }) =>
      Object.hasOwn(claims, 'cnf') &&
      (typeof claims.cnf !== 'object' || claims.cnf === null || Array.isArray(claims.cnf)),
  },
  ...STRICTER_KEYS,
];

/** The class of a denial that jose does not share; null where none holds. */
export function classify(evidence: Evidence): Stricter | null {
  const { reason, about } = evidence;
  return (
    STRICTER.find(
      (entry) =>
        entry.reason === reason && (entry.about === undefined || entry.about === about) && entry.holds(evidence),
    ) ?? null
  );
}
