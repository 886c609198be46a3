/**
 * Mutations of base64url and of the segments of a token.
 */
import type { Random } from '../random.ts';
import type { Mutation, Work } from '../work.ts';

type Place = 'headerSegment' | 'payloadSegment' | 'signatureSegment';
type Change = (text: string, random: Random) => string;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Of header or payload before they are signed; of the signature after. */
const inSegment = (name: string, change: Change): readonly Mutation[] => {
  const of = (stage: 'segments' | 'spelling', places: readonly Place[]): Mutation => ({
    name: `${name} (${stage === 'segments' ? 'signed so' : 'of the signature'})`,
    stage,
    apply: (work, random) => {
      const place = random.pick(places);
      work[place] = change(work[place], random);
    },
  });
  return [of('segments', ['headerSegment', 'payloadSegment']), of('spelling', ['signatureSegment'])];
};

const inToken = (name: string, change: (work: Work, random: Random) => string): Mutation => ({
  name,
  stage: 'token',
  apply: (work, random) => {
    work.token = change(work, random);
  },
});

const pad = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, '=');

/** Another spelling of the same bytes: the bits that the last character has to spare are not zero. */
function spare(text: string, random: Random): string {
  const bits = text.length % 4 === 2 ? 4 : text.length % 4 === 3 ? 2 : 0;
  const last = ALPHABET.indexOf(text.at(-1) ?? 'A');
  return text.slice(0, -1) + (ALPHABET[last | (bits === 0 ? 0 : 1 + random.below(2 ** bits - 1))] ?? '');
}

function insert(text: string, random: Random, piece: string): string {
  const at = random.pick([0, text.length, random.below(text.length + 1)]);
  return text.slice(0, at) + piece + text.slice(at);
}

const SPACES = [' ', '\n', '\t', '\r', '\f', '\v', '\u00a0', '\u200b', '\ufeff', '\0', '%20'];

export const ENCODING_MUTATIONS: readonly Mutation[] = [
  ...inSegment('padding', (text, random) =>
    random.pick([pad(text), `${text}=`, `${text}==`, `=${text}`, `${text}====`]),
  ),
  ...inSegment('spare bits', spare),
  ...inSegment('white space', (text, random) => insert(text, random, random.pick(SPACES))),
  ...inSegment('the standard alphabet', (text) => text.replaceAll('-', '+').replaceAll('_', '/')),
  ...inSegment('a character of another alphabet', (text, random) =>
    insert(text, random, random.pick(['+', '/', '*', '~', '!', 'é', ',', '\ud83d'])),
  ),
  ...inSegment('a character more or less', (text, random) =>
    random.chance(0.5) ? text.slice(0, -1) : `${text}${random.pick([...'Ag_'])}`,
  ),
  inToken('a segment more', ({ token }, random) =>
    random.pick([`${token}.`, `.${token}`, `${token}.${token}`, `${token}.e30`, `${token}..`]),
  ),
  inToken('a segment less', ({ token }, random) => {
    const parts = token.split('.');
    return parts.toSpliced(random.below(parts.length), 1).join('.');
  }),
  inToken('an empty segment', ({ token }, random) => {
    const parts = token.split('.');
    return parts.with(random.below(parts.length), '').join('.');
  }),
  inToken('segments in another order', ({ token }, random) =>
    random.chance(0.5) ? token.split('.').toReversed().join('.') : token.replace('.', '..'),
  ),
  inToken('another separator', ({ token }, random) =>
    token.replace('.', random.pick(['%2E', '\u2024', ',', ' ', '', '-', '.\n'])),
  ),
  inToken('a JWS as JSON', (work) =>
    JSON.stringify({ protected: work.headerSegment, payload: work.payloadSegment, signature: work.signatureSegment }),
  ),
  inToken(
    'a nested token',
    ({ token, headerSegment }) => `${headerSegment}.${Buffer.from(token).toString('base64url')}.AA`,
  ),
  inToken('nothing but dots', (_work, random) => '.'.repeat(random.pick([0, 1, 2, 4, 5, 100, 20_000]))),
  inToken('opaque', (_work, random) => random.pick(['opaque', 'AAAA', 'null', 'undefined', '0'])),
];
