/**
 * What the lexical gate refuses before any key is asked for: spellings, encodings and JSON that two readers read apart.
 */
import { type Case, portable } from '../case.ts';
import { fixedToken } from '../fixed-tokens.ts';
import { createFixedAuthorizer, createSecretAuthorizer, present, presentEach } from '../policies.ts';
import { signRaw, toClaimsText, toOctets, toSegment } from '../tokens.ts';

const encoder = new TextEncoder();
const malformed = (about: string): string => `deny 401 token_malformed (${about})`;
const GOOD = fixedToken('ES256');
const es256 = (token: string): Promise<string> => present(createFixedAuthorizer(['ES256']), token);

/** The outcome of a token of these bytes, correctly signed. */
async function raw(payload: string | Uint8Array, header?: string | Uint8Array): Promise<string> {
  return present(createSecretAuthorizer(), await signRaw(payload, header));
}

const withHeader = (header: string): Promise<string> => raw(toClaimsText(), header);
const withBytes = (...bytes: readonly number[]): Uint8Array =>
  Uint8Array.from([...encoder.encode('{"x":"'), ...bytes, ...encoder.encode(`",${toClaimsText().slice(1)}`)]);
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

export const DECODING_CASES: readonly Case[] = [
  portable('a token is read as sent', 'allow', () => es256(GOOD)),
  portable('padding is no part of a segment', ['deny 400 credential_malformed', malformed('base64url')], async () => {
    const [header, payload, signature] = GOOD.split('.');
    return [await es256(`${header}=.${payload}.${signature}`), await es256(`${GOOD}==`)];
  }),
  portable('spare bits of a last character are zero', [malformed('base64url'), malformed('base64url')], async () => {
    // 64 octets leave two bits in A, 32 octets leave two as well: the next letter of the alphabet sets one.
    const next = (text: string): string => {
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      return `${text.slice(0, -1)}${alphabet[alphabet.indexOf(text.slice(-1)) + 1]}`;
    };
    return [await es256(next(GOOD)), await present(createSecretAuthorizer(), next(fixedToken('HS256')))];
  }),
  portable(
    'white space and the other base64 alphabet are refused where they stand',
    {
      'a space at the end': 'deny 400 credential_malformed',
      'a line break inside': 'deny 400 credential_malformed',
      'a tab before': 'deny 400 credential_malformed',
      'a no-break space': 'deny 400 credential_malformed',
      'plus and slash': malformed('base64url'),
      tilde: malformed('base64url'),
      'one character left': malformed('base64url'),
    },
    () =>
      presentEach(createFixedAuthorizer(['ES256']), {
        'a space at the end': `${GOOD} `,
        'a line break inside': GOOD.replace('.', '.\n'),
        'a tab before': `\t${GOOD}`,
        'a no-break space': `${GOOD}\u00a0`,
        'plus and slash': `${GOOD.slice(0, -4)}+/+/`,
        tilde: `${GOOD.slice(0, -1)}~`,
        'one character left': `${GOOD}AAA`,
      }),
  ),
  portable(
    'segments are counted',
    {
      none: 'deny 401 token_opaque',
      two: malformed('segments'),
      four: malformed('segments'),
      five: 'deny 401 token_encrypted',
      'empty header': malformed('header'),
      'empty payload': malformed('payload'),
      dots: malformed('segments'),
    },
    () => {
      const [header = '', payload = '', signature = ''] = GOOD.split('.');
      return presentEach(createFixedAuthorizer(['ES256']), {
        none: 'an-opaque-token',
        two: `${header}.${payload}`,
        four: `${GOOD}.${signature}`,
        five: `${GOOD}.${signature}.${signature}`,
        'empty header': `.${payload}.${signature}`,
        'empty payload': `${header}..${signature}`,
        dots: '.'.repeat(1000),
      });
    },
  ),
  portable(
    'a token of 16,384 characters is read, one more is too large',
    [malformed('base64url'), 'deny 401 token_too_large'],
    async () => {
      const filled = (length: number): string => `${GOOD}${'A'.repeat(length - GOOD.length)}`;
      // 16,384 characters leave the signature at a length that no octets have: only the size is looked at here.
      return [await es256(filled(16_384).replace(/A$/, '~')), await es256(filled(16_385))];
    },
  ),
  portable('a byte order mark is no part of JSON', [malformed('payload'), malformed('header')], async () => {
    const mark = '\ufeff';
    return [await raw(`${mark}${toClaimsText()}`), await withHeader(`${mark}{"alg":"HS256"}`)];
  }),
  portable(
    'invalid UTF-8 is refused in each of its forms',
    Array.from({ length: 6 }, () => malformed('payload')),
    async () => [
      await raw(withBytes(0xff)),
      await raw(withBytes(0x80)),
      // Overlong, a surrogate, beyond U+10FFFF, cut short.
      await raw(withBytes(0xc0, 0xaf)),
      await raw(withBytes(0xed, 0xa0, 0x80)),
      await raw(withBytes(0xf4, 0x90, 0x80, 0x80)),
      await raw(withBytes(0xe2, 0x82)),
    ],
  ),
  portable('UTF-8 of every length is read', 'allow', () => raw(toClaimsText({ x: '"aé€😀\\ud83d\\ude00"' }))),
  portable(
    'a repeated member name is refused, however it is spelled and wherever it stands',
    [malformed('payload'), malformed('payload'), malformed('payload'), malformed('header'), 'allow'],
    async () => [
      await raw(toClaimsText().replace('{', '{"sub":"admin",')),
      await raw(toClaimsText().replace('{', '{"\\u0073ub":"admin",')),
      await raw(toClaimsText({ x: '{"a":[{"b":1,"b":2}]}' })),
      await withHeader('{"alg":"HS256","alg":"HS256"}'),
      await raw(toClaimsText({ x: '[{"a":1},{"a":2}]', y: '"\\"a\\":1,\\"a\\":"' })),
    ],
  ),
  portable(
    'a lone surrogate is refused as a value and as a name',
    [malformed('payload'), malformed('payload')],
    async () => [await raw(toClaimsText({ x: '"\\ud800"' })), await raw(toClaimsText().replace('{', '{"\\uDC00":1,'))],
  ),
  portable('JSON nests 64 deep and no deeper', ['allow', malformed('payload'), malformed('payload')], async () => [
    await raw(toClaimsText({ x: nested(63) })),
    await raw(toClaimsText({ x: nested(64) })),
    await raw(toClaimsText({ x: nested(5_000) })),
  ]),
  portable(
    'only an object is a payload',
    Array.from({ length: 8 }, () => malformed('payload')),
    async () => {
      const texts = ['null', '[]', '"text"', '1', '{"a":1,}', "{'a':1}", '{"a":1} {}', '{"a":\u00a01}'];
      return Promise.all(texts.map((text) => raw(text)));
    },
  ),
  portable(
    'a header says what it must, in the right types',
    {
      'no alg': malformed('alg'),
      'alg a number': malformed('alg'),
      'alg empty': malformed('alg'),
      'kid a number': malformed('kid'),
      'typ a number': 'deny 401 type_not_allowed (typ)',
      'typ of another kind': 'deny 401 type_not_allowed (typ)',
      'typ with a Kelvin sign': 'deny 401 type_not_allowed (typ)',
      'typ in full': 'allow',
      'alg none': 'deny 401 algorithm_not_allowed',
      'alg of a prototype': 'deny 401 algorithm_not_allowed',
      'alg in lower case': 'deny 401 algorithm_not_allowed',
      'crit unknown': 'deny 401 critical_header',
      'crit empty': malformed('crit'),
      'crit twice': malformed('crit'),
      'crit of a number': malformed('crit'),
      'b64 false alone': malformed('crit'),
    },
    async () => {
      const headers = {
        'no alg': '{}',
        'alg a number': '{"alg":256}',
        'alg empty': '{"alg":""}',
        'kid a number': '{"alg":"HS256","kid":1}',
        'typ a number': '{"alg":"HS256","typ":1}',
        'typ of another kind': '{"alg":"HS256","typ":"dpop+jwt"}',
        'typ with a Kelvin sign': '{"alg":"HS256","typ":"\u212awt"}',
        'typ in full': '{"alg":"HS256","typ":"APPLICATION/AT+JWT"}',
        'alg none': '{"alg":"none"}',
        'alg of a prototype': '{"alg":"__proto__"}',
        'alg in lower case': '{"alg":"hs256"}',
        'crit unknown': '{"alg":"HS256","crit":["exp"],"exp":1}',
        'crit empty': '{"alg":"HS256","crit":[]}',
        'crit twice': '{"alg":"HS256","crit":["a","a"],"a":1}',
        'crit of a number': '{"alg":"HS256","crit":[1]}',
        'b64 false alone': '{"alg":"HS256","b64":false}',
      };
      const outcomes: Record<string, string> = {};
      for (const [name, header] of Object.entries(headers)) outcomes[name] = await withHeader(header);
      return outcomes;
    },
  ),
  portable('members named like those of a prototype pollute nothing', ['allow', 'undefined', 'object'], async () => [
    await raw(toClaimsText({ __proto__x: '1' }).replace('"__proto__x"', '"__proto__":{"polluted":true},"constructor"')),
    String(Reflect.get({}, 'polluted')),
    typeof Object.getPrototypeOf({}),
  ]),
  portable('keys inside a header are never used', 'deny 401 signature_invalid', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const header = toSegment(
      encoder.encode(JSON.stringify({ alg: 'ES256', kid: 'ES256', jwk, jku: 'https://evil.test' })),
    );
    const signingInput = `${header}.${toSegment(encoder.encode(toClaimsText()))}`;
    const parameters = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = await crypto.subtle.sign(parameters, pair.privateKey, encoder.encode(signingInput));
    return es256(`${signingInput}.${toSegment(new Uint8Array(signature))}`);
  }),
  portable('the octets of a segment survive the way there and back', true, () => {
    const octets = Uint8Array.from({ length: 256 }, (_value, index) => index);
    return toOctets(toSegment(octets)).every((octet, index) => octet === index);
  }),
];
