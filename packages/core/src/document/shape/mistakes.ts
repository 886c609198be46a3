/**
 * Keys that people bring from elsewhere, by place, and what to write instead.
 */

/** Keys of the design that this version does not have yet: never ignored, since each would tighten or loosen a route. */
const LATER_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['issuer', ['binding', 'introspection']],
  ['requirement', ['binding']],
  ['route', ['binding']],
]);

const whole = (word: string): [string, string] => [word, `write "${word}" as the whole access of the route`];
const NO_PATTERNS = 'there are no regular expressions; use "prefix", or list the values under "anyOf"';
const NO_NOT = 'there is no "not"; use "noneOf" in a claim condition';

const REQUIREMENT_MISTAKES: readonly [string, string][] = [
  whole('public'),
  whole('optional'),
  whole('authenticated'),
  whole('deny'),
  ['not', NO_NOT],
  ['noneOf', NO_NOT],
  ['any', 'did you mean "anyOf"?'],
  ['all', 'did you mean "allOf"?'],
  ['audience', 'set "audience" on the issuer'],
  ['param', 'write it in a claim condition: "claims": { "sub": { "param": "name" } }'],
];
const top = (key: string): [string, string] => [key, `write "${key}" at the top of the route`];

const KNOWN_MISTAKES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['route', new Map(REQUIREMENT_MISTAKES)],
  [
    'requirement',
    new Map([...REQUIREMENT_MISTAKES, top('unsafePath'), top('unsafeReportOnly'), top('unsafeSharedCache')]),
  ],
  [
    'unsafePath',
    new Map([
      ['%2F', 'did you mean "encodedSlash"?'],
      ['//', 'did you mean "doubleSlash"?'],
      ['emptySegment', 'did you mean "doubleSlash"?'],
      [';', 'did you mean "semicolon"?'],
    ]),
  ],
  [
    'condition',
    new Map([
      ['not', 'use "noneOf": [...]'],
      ['notIn', 'use "noneOf": [...]'],
      ['in', 'use "anyOf": [...]'],
      ['oneOf', 'use "anyOf": [...]'],
      ['equals', 'write the value itself in place of the object'],
      ['eq', 'write the value itself in place of the object'],
      ['const', 'write the value itself in place of the object'],
      ['regex', NO_PATTERNS],
      ['matches', NO_PATTERNS],
      ['pattern', NO_PATTERNS],
      ['gt', 'use "gte" (greater or equal)'],
      ['min', 'use "gte"'],
      ['lt', 'use "lte" (less or equal)'],
      ['max', 'use "lte"'],
      ['startsWith', 'use "prefix"'],
      ['includes', 'use "contains"'],
      ['has', 'use "contains"'],
    ]),
  ],
  [
    'issuer',
    new Map([
      ['iss', 'did you mean "issuer"?'],
      ['url', 'did you mean "issuer"?'],
      ['domain', 'did you mean "issuer"?'],
      ['aud', 'did you mean "audience"?'],
      ['alg', 'did you mean "algorithms"?'],
      ['algs', 'did you mean "algorithms"?'],
      ['typ', 'did you mean "tokenTypes"?'],
      ['secret', `write "hmac": { "secrets": ["\${NAME}"], "encoding": "utf8" }`],
      ['leeway', 'did you mean "clockToleranceSeconds"?'],
      ['cookie', 'write "tokenFrom": [{ "cookie": "name" }]'],
      ['header', 'write "tokenFrom": [{ "header": "name" }]'],
    ]),
  ],
  ['worker', new Map([['origin', 'did you mean "origins"?']])],
  ['apiGateway', new Map([['ttl', 'did you mean "resultTtlSeconds"?']])],
]);

/** Whether the design has this key here, but not this version. */
export function isLaterKey(place: string | null, key: string): boolean {
  return place !== null && (LATER_KEYS.get(place)?.includes(key) ?? false);
}

/** What to write in place of a key that people bring from elsewhere, or null. */
export function findKnownMistake(place: string | null, key: string): string | null {
  return place === null ? null : (KNOWN_MISTAKES.get(place)?.get(key) ?? null);
}
