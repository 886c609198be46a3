/**
 * Mutations of header parameters.
 */
import { EC, ED, RSA, SIGNERS } from '../signers.ts';
import { drop, type Mutation, put, toJwk, toObjectText, type Work } from '../work.ts';
import { ODD_VALUES, toNearText } from './values.ts';

const ALGORITHMS = [
  ...[
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'HS256',
    'HS512',
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'ES256',
    'ES384',
    'ES256K',
  ],
  ...[
    'EdDSA',
    'Ed25519',
    'Ed448',
    'ML-DSA-44',
    'rs256',
    'RS256 ',
    'RSA-OAEP',
    'dir',
    '__proto__',
    'constructor',
    'toString',
  ],
];
const TYPES = [
  ...[
    'JWT',
    'jwt',
    'at+jwt',
    'AT+JWT',
    'application/at+jwt',
    'APPLICATION/AT+JWT',
    'application/jwt',
    'id+jwt',
    'dpop+jwt',
  ],
  ...[
    'logout+jwt',
    'sallyport-assertion+jwt',
    '',
    'at+jwt ',
    ' at+jwt',
    'application/',
    'application/application/at+jwt',
  ],
  ...['x/at+jwt', 'at+\u212awt', 'absent', 'text/jwt', 'at+jwt;v=1', 'JWE'],
];
const KIDS = [
  ...[
    '',
    'e1',
    'e2',
    'o1',
    'r1',
    'E1',
    'e1 ',
    'e1\0',
    '../e1',
    "e1' or '1'='1",
    '__proto__',
    'constructor',
    'toString',
    'e1\r\nx: y',
  ],
  ...['nowhere', 'length', '0', 'k'.repeat(1025), 'k'.repeat(4096)],
];
const CRITS = [
  ...[
    '[]',
    'null',
    '"exp"',
    '["exp"]',
    '["b64"]',
    '["b64","b64"]',
    '[1]',
    '["alg"]',
    '[""]',
    '{}',
    '["__proto__"]',
    '["toString"]',
  ],
  ...['["exp","exp"]', '["b64","exp"]', 'true', '[null]', '[["b64"]]', '["constructor"]'],
];

const parameter = (name: string, ofHeader: (work: Work) => string): Mutation['apply'] => {
  return (work) => {
    work.header = put(work.header, name, ofHeader(work));
  };
};

export const HEADER_MUTATIONS: readonly Mutation[] = [
  {
    name: 'alg',
    stage: 'content',
    apply: (work, random) => parameter('alg', () => JSON.stringify(random.pick(ALGORITHMS)))(work, random),
  },
  {
    name: 'alg type',
    stage: 'content',
    apply: (work, random) => parameter('alg', () => random.pick(ODD_VALUES))(work, random),
  },
  {
    name: 'alg of the signature, kid of another',
    stage: 'content',
    apply: (work, random) => {
      work.header = put(work.header, 'kid', JSON.stringify(random.pick(SIGNERS).kid));
    },
  },
  {
    name: 'another alg name of one key',
    stage: 'content',
    apply: (work) => {
      if (work.signer === ED) work.header = put(work.header, 'alg', '"Ed25519"');
      else if (work.signer === RSA) work.header = put(work.header, 'alg', '"PS256"');
      else if (work.signer === EC) work.header = put(work.header, 'alg', '"ES384"');
    },
  },
  {
    name: 'kid',
    stage: 'content',
    apply: (work, random) => parameter('kid', () => JSON.stringify(random.pick(KIDS)))(work, random),
  },
  {
    name: 'kid type',
    stage: 'content',
    apply: (work, random) => parameter('kid', () => random.pick(ODD_VALUES))(work, random),
  },
  {
    name: 'kid nearly',
    stage: 'content',
    apply: (work, random) => parameter('kid', ({ signer }) => toNearText(signer.kid, random))(work, random),
  },
  {
    name: 'no kid',
    stage: 'content',
    apply: (work) => {
      work.header = drop(work.header, 'kid');
    },
  },
  {
    name: 'typ',
    stage: 'content',
    apply: (work, random) => parameter('typ', () => JSON.stringify(random.pick(TYPES)))(work, random),
  },
  {
    name: 'typ type',
    stage: 'content',
    apply: (work, random) => parameter('typ', () => random.pick(ODD_VALUES))(work, random),
  },
  {
    name: 'a parameter left out',
    stage: 'content',
    apply: (work, random) => {
      work.header = drop(work.header, random.pick(['alg', 'typ', 'kid']));
    },
  },
  {
    name: 'crit',
    stage: 'content',
    apply: (work, random) => {
      work.header = put(work.header, 'crit', random.pick(CRITS));
      if (random.chance(0.6))
        work.header = put(work.header, 'b64', random.pick(['true', 'true', 'false', '1', 'null']));
      if (random.chance(0.3)) work.header = put(work.header, 'exp', '1');
    },
  },
  {
    name: 'b64',
    stage: 'content',
    apply: (work, random) =>
      parameter('b64', () => random.pick(['false', 'true', 'null', '"false"', '0']))(work, random),
  },
  {
    name: 'a key or an address of the attacker',
    stage: 'content',
    apply: (work, random) => {
      const jwk = toObjectText(toJwk(work.signer));
      const [name, value] = random.pick([
        ['jwk', jwk],
        ['jku', '"https://evil.test/keys"'],
        ['x5u', '"http://169.254.169.254/"'],
        ['x5c', '["MIIB"]'],
        ['x5t', '"AAAA"'],
        ['zip', '"DEF"'],
        ['enc', '"A256GCM"'],
        ['cty', '"JWT"'],
        ['__proto__', '{"alg":"none"}'],
        ['iss', '"https://evil.test"'],
      ] as const);
      work.header = put(work.header, name, value);
    },
  },
];
