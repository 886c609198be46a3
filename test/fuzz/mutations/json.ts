/**
 * Mutations of how header and payload are written as JSON and as bytes.
 */
import type { Random } from '../random.ts';
import type { Member, Mutation, Work } from '../work.ts';
import { ODD_VALUES, toEscaped, toNearText } from './values.ts';

type Part = 'header' | 'payload';

const pickPart = (random: Random): Part => random.pick(['header', 'payload', 'payload']);

const inBytes = (name: string, change: (text: string, random: Random, work: Work) => string | Buffer): Mutation => ({
  name,
  stage: 'bytes',
  apply: (work, random) => {
    const place = pickPart(random) === 'header' ? 'headerBytes' : 'payloadBytes';
    work[place] = Buffer.from(change(work[place].toString(), random, work));
  },
});

const nest = (open: string, close: string, depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;

function addMember(text: string, member: string, random: Random): string {
  return random.chance(0.5) ? `{${member},${text.slice(1)}` : `${text.slice(0, -1)},${member}}`;
}

export const JSON_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a name twice',
    stage: 'content',
    apply: (work, random) => {
      const part = pickPart(random);
      const [name, value] = random.pick(work[part]);
      const spelled = random.chance(0.3) ? toEscaped(name) : name;
      const near = value.startsWith('"') ? toNearText(String(JSON.parse(value)), random) : '1';
      const other: Member = [spelled, random.pick([value, near, random.pick(ODD_VALUES)])];
      work[part] = random.chance(0.5) ? [other, ...work[part]] : [...work[part], other];
    },
  },
  {
    name: 'a name in escapes',
    stage: 'content',
    apply: (work, random) => {
      const part = pickPart(random);
      const at = random.below(work[part].length);
      work[part] = work[part].map(([name, value], index): Member => [index === at ? toEscaped(name) : name, value]);
    },
  },
  {
    name: 'a value in escapes',
    stage: 'content',
    apply: (work, random) => {
      const part = pickPart(random);
      work[part] = work[part].map(([name, value]): Member => [name, value.startsWith('"') ? toEscaped(value) : value]);
    },
  },
  {
    name: 'members in another order',
    stage: 'content',
    apply: (work, random) => {
      const part = pickPart(random);
      work[part] = work[part].toReversed();
    },
  },
  inBytes('a byte order mark', (text) => `\ufeff${text}`),
  inBytes('white space of JSON', (text, random) => text.replaceAll(':', random.pick([' : ', '\n:\t', ':\r\n']))),
  inBytes(
    'white space around',
    (text, random) => `${random.pick([' ', '\n', '\t', '\u00a0', '\u2028', '\0', '\v'])}${text}\n`,
  ),
  inBytes('text behind', (text, random) => `${text}${random.pick(['x', '{}', '\0', ',', '}', ' null', '//'])}`),
  inBytes('a comment', (text) => `{/**/${text.slice(1)}`),
  inBytes('a comma at the end', (text) => `${text.slice(0, -1)},}`),
  inBytes('single quotes', (text) => text.replaceAll('"', "'")),
  inBytes('no object', (text, random) =>
    random.pick([`[${text}]`, 'null', '"x"', '1', '', `"${text.length}"`, '[]', 'true']),
  ),
  inBytes('UTF-16', (text, random) => Buffer.from(text, random.chance(0.5) ? 'utf16le' : 'latin1')),
  inBytes('bytes that are no UTF-8', (text, random) => {
    const bytes = random.pick(['c0af', 'ff', 'eda080', 'f4908080', 'c3', 'e282']);
    const [head = '', tail = ''] = text.split('":"', 2);
    const rest = text.slice(head.length + 3 + tail.length);
    return Buffer.concat([Buffer.from(`${head}":"`), Buffer.from(bytes, 'hex'), Buffer.from(`${tail}${rest}`)]);
  }),
  inBytes('a lone surrogate', (text, random) =>
    addMember(text, random.pick(['"x":"\\ud800"', '"\\uDC00":1', '"x":["\\ud83dx"]', '"x":"\\udc00\\ud800"']), random),
  ),
  inBytes('deep nesting', (text, random) => {
    const depth = random.pick([2, 62, 63, 64, 65, 500, 3_000]);
    const value = random.chance(0.5) ? nest('[', ']', depth) : nest('{"a":', '}', depth);
    return addMember(text, `"deep":${value}`, random);
  }),
  inBytes('a name twice, deep inside', (text, random) =>
    addMember(text, random.pick(['"x":{"a":1,"a":2}', '"x":[{"a":1,"\\u0061":1}]', '"x":{"":1,"":1}']), random),
  ),
  inBytes('one name at two depths', (text, random) =>
    addMember(
      text,
      random.pick(['"x":{"sub":"admin","x":{"x":1}}', '"x":[{"a":1},{"a":1}]', '"x":"{\\"sub\\":\\"a\\"}"']),
      random,
    ),
  ),
  inBytes('numbers of JSON', (text, random) =>
    addMember(
      text,
      `"n":${random.pick(['01', '+1', '.5', '1.', '0x1', '1e5', 'NaN', 'Infinity', '-', '1_0', '-0.0e-0'])}`,
      random,
    ),
  ),
  inBytes('control characters in a string', (text, random) =>
    addMember(
      text,
      `"x":"${random.pick(['\n', '\0', '\u007f', '\u0085', '\\v', '\\/', '\\u00e', '\\uD83D\\uDE00'])}"`,
      random,
    ),
  ),
];
