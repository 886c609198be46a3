/**
 * Mutations of the `Authorization` value around a token.
 */
import type { Random } from '../random.ts';
import type { Mutation } from '../work.ts';

const ofValue = (name: string, change: (token: string, random: Random) => string | null): Mutation => ({
  name,
  stage: 'authorization',
  apply: (work, random) => {
    work.authorization = change(work.token, random);
  },
});

const SCHEMES = [
  'bearer',
  'BEARER',
  'bEaReR',
  'Basic',
  'DPoP',
  'JWT',
  'Token',
  'Bearerx',
  'xBearer',
  'Bearer:',
  '',
  'B\u0435arer',
  '"Bearer"',
];
const GAPS = ['  ', '     ', '\t', ' \t', '\u00a0', '', '\n', '\r\n', '%20', '+', '\u2003', '\v', '=', ' ,'];

export const AUTHORIZATION_MUTATIONS: readonly Mutation[] = [
  ofValue('another scheme', (token, random) => `${random.pick(SCHEMES)} ${token}`),
  ofValue('another gap', (token, random) => `Bearer${random.pick(GAPS)}${token}`),
  ofValue('around the token', (token, random) => {
    const [before, after] = random.pick([
      ['', ' '],
      ['', '\t'],
      ['', ','],
      ['', ';'],
      ['', '\0'],
      ['', '\u200b'],
      ['"', '"'],
      ["'", "'"],
      ['<', '>'],
      ['token=', ''],
      ['Bearer ', ''],
      ['', '\r\n'],
      ['', ', realm="x"'],
      ['', ' x'],
      ['', '=='],
    ] as const);
    return `Bearer ${before}${token}${after}`;
  }),
  ofValue(
    'in front of the scheme',
    (token, random) => `${random.pick([' ', '\t', ',', '\ufeff', 'x ', '\n', '"'])}Bearer ${token}`,
  ),
  ofValue('two values', (token, random) =>
    random.pick([
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${token},Bearer x.y.z`,
      `Bearer x.y.z, Bearer ${token}`,
      `Basic eDp5, Bearer ${token}`,
      `Bearer ${token}, Basic eDp5`,
      `Bearer ${token} Bearer ${token}`,
      `Bearer ${token},${token}`,
    ]),
  ),
  ofValue('nothing', (_token, random) => random.pick([null, '', ' ', 'Bearer', 'Bearer ', 'bearer  '])),
  ofValue('the token alone', (token) => token),
  ofValue('escaped', (token) => `Bearer ${token.replaceAll('.', '%2e')}`),
];
