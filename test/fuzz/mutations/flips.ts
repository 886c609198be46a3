/**
 * Mutations without any sense: bits, pieces and characters of a token's text, and of the JSON below it.
 */
import type { Random } from '../random.ts';
import type { Mutation } from '../work.ts';

const CHARACTERS = [...'AZaz09-_.=+/ ~{}[]:,"\\\0\n\u00e9\u200b'];

/** One to eight of: a bit, a character taken out, put in, exchanged or repeated, a piece moved. */
function spoil(text: string, random: Random): string {
  let spoiled = text;
  const count = random.pick([1, 1, 1, 2, 3, 8]);
  for (let turn = 0; turn < count; turn += 1) {
    const at = random.below(spoiled.length + 1);
    const length = random.pick([1, 1, 2, 4, 16]);
    const piece = spoiled.slice(at, at + length);
    const flipped = String.fromCharCode((spoiled.charCodeAt(at) || 65) ^ (1 << random.below(7)));
    const [put, taken] = random.pick<readonly [string, number]>([
      [flipped, 1],
      [flipped, 1],
      [random.pick(CHARACTERS), 1],
      [random.pick(CHARACTERS), 0],
      ['', length],
      [piece + piece, length],
      [spoiled.slice(random.below(spoiled.length + 1)).slice(0, length), length],
    ]);
    spoiled = spoiled.slice(0, at) + put + spoiled.slice(at + taken);
  }
  return spoiled;
}

export const FLIP_MUTATIONS: readonly Mutation[] = [
  {
    name: 'text of the token',
    stage: 'token',
    apply: (work, random) => {
      work.token = spoil(work.token, random);
    },
  },
  {
    name: 'text of the authorization',
    stage: 'authorization',
    apply: (work, random) => {
      work.authorization = spoil(work.authorization ?? '', random);
    },
  },
  {
    name: 'JSON of the payload',
    stage: 'bytes',
    apply: (work, random) => {
      work.payloadBytes = Buffer.from(spoil(work.payloadBytes.toString(), random));
    },
  },
  {
    name: 'JSON of the header',
    stage: 'bytes',
    apply: (work, random) => {
      work.headerBytes = Buffer.from(spoil(work.headerBytes.toString(), random));
    },
  },
  {
    name: 'JSON of the key set',
    stage: 'body',
    apply: (work, random) => {
      work.body = spoil(work.body, random);
    },
  },
];
