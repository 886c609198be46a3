/**
 * Mutations of a key set as a whole.
 */
import type { Random } from '../random.ts';
import { SPARE, STRANGERS } from '../signers.ts';
import { drop, type Mutation, put, toJwk, type Work } from '../work.ts';

const ofSet = (name: string, change: (work: Work, random: Random) => Work['keys']): Mutation => ({
  name,
  stage: 'keys',
  apply: (work, random) => {
    work.keys = change(work, random);
  },
});

const ofBody = (name: string, change: (body: string, random: Random) => string): Mutation => ({
  name,
  stage: 'body',
  apply: (work, random) => {
    work.body = change(work.body, random);
  },
});

const BAD_MEMBERS = [
  ...[
    'null',
    '7',
    '"x"',
    '[]',
    '{}',
    '{"kty":"oct","k":"AAAA","kid":"h"}',
    '{"kty":"RSA"}',
    '{"kty":1}',
    'true',
    '{"kid":"e1"}',
  ],
  ...[
    '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"e1"}',
    '{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}',
    '{"__proto__":null}',
  ],
  ...[
    '{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"r1"}',
    '{"kty":"AKP","alg":"ML-DSA-44","pub":"AA"}',
    '{"kty":"EC","d":"AA","kid":"e1"}',
  ],
];

const insert = (keys: Work['keys'], random: Random, ...added: Work['keys']): Work['keys'] =>
  keys.toSpliced(random.below(keys.length + 1), 0, ...added);

const withoutKid = (work: Work): void => {
  work.header = drop(work.header, 'kid');
};

export const SET_MUTATIONS: readonly Mutation[] = [
  ofSet('a bad member between the good', ({ keys }, random) => insert(keys, random, random.pick(BAD_MEMBERS))),
  ofSet('bad members before the good', ({ keys }) => [...BAD_MEMBERS, ...keys]),
  ofSet('a stranger with the kid of one of ours', ({ keys }, random) =>
    insert(keys, random, toJwk(random.pick(STRANGERS))),
  ),
  ofSet('up to five more of one kid', ({ keys, signer }, random) => {
    const twins = SPARE.slice(0, 1 + random.below(SPARE.length)).map((spare) =>
      put(toJwk(spare), 'kid', JSON.stringify(signer.kid)),
    );
    return random.chance(0.5) ? [...twins, ...keys] : [...keys, ...twins];
  }),
  ofSet('the same key again', ({ keys }, random) => {
    const key = keys[random.below(keys.length)];
    if (key === undefined || typeof key === 'string') return keys;
    return insert(keys, random, random.chance(0.5) ? key : put(key, 'kid', '"again"'));
  }),
  ofSet('without the key that signed', ({ keys, signer }) =>
    keys.filter((key) => typeof key === 'string' || key[0]?.[1] !== JSON.stringify(signer.kid)),
  ),
  ofSet('in another order', ({ keys }) => keys.toReversed()),
  ofSet('empty', () => []),
  ofSet('many members', ({ keys }, random) => {
    const more = Array.from({ length: random.pick([95, 96, 97, 200]) }, (_none, at) => `{"kty":"none","kid":"n${at}"}`);
    return random.chance(0.5) ? [...more, ...keys] : [...keys, ...more];
  }),
  {
    name: 'a token without kid, and up to five more keys',
    stage: 'content',
    apply: (work, random) => {
      withoutKid(work);
      work.keys = [...work.keys, ...SPARE.slice(0, 1 + random.below(SPARE.length)).map(toJwk)];
    },
  },
  {
    name: 'a token without kid, and keys without',
    stage: 'content',
    apply: (work) => {
      withoutKid(work);
      work.keys = work.keys.map((key) => (typeof key === 'string' ? key : drop(drop(key, 'kid'), 'alg')));
    },
  },
  ofBody('no key set', (body, random) =>
    random.pick([
      'null',
      '[]',
      '{}',
      '{"keys":null}',
      '{"keys":{}}',
      `[${body}]`,
      '{"Keys":[]}',
      '"keys"',
      body.replace('"keys"', '"__proto__"'),
    ]),
  ),
  ofBody('members beside keys', (body, random) => {
    const other = random.pick(['"x":1', '"keys":[]', '"keys":null', '"__proto__":{"keys":[]}', '"\\u006beys":[]']);
    return random.chance(0.5) ? `{${other},${body.slice(1)}` : `${body.slice(0, -1)},${other}}`;
  }),
  ofBody('keys under their numbers', (body) =>
    body.replace('"keys":[', '"keys":{"length":1,"0":').replace(/\]\}$/, '}}'),
  ),
];
