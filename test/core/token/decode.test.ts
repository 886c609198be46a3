import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_TOKEN_LENGTH, parseToken } from '../../../packages/core/src/token/decode.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (header: unknown, payload: unknown = { iss: 'x' }): string => `${part(header)}.${part(payload)}.c2ln`;
const about = (text: string): unknown => {
  const result = parseToken(text);
  return 'reason' in result ? [result.reason, result.about] : 'token';
};

describe('parseToken', () => {
  test('hands on header, payload, signing input and signature', () => {
    const text = token({ alg: 'ES256', kid: 'k1', typ: 'at+jwt', jku: 'https://evil.test' });
    const result = parseToken(text);
    expect(result).toMatchObject({
      trust: 'unverified',
      header: { alg: 'ES256', kid: 'k1', typ: { kind: 'present', value: 'at+jwt' }, crit: 'absent' },
      payload: { iss: 'x' },
    });
    if ('reason' in result) throw new Error('refused');
    expect(Buffer.from(result.signingInput).toString()).toBe(text.slice(0, text.lastIndexOf('.')));
    expect(Buffer.from(result.signature).toString()).toBe('sig');
    expect(Object.keys(result.header)).not.toContain('jku');
  });

  test('denies token_too_large one character past 16 KiB, before reading anything', () => {
    expect(about('.'.repeat(MAX_TOKEN_LENGTH + 1))).toEqual(['token_too_large', undefined]);
    expect(about('.'.repeat(MAX_TOKEN_LENGTH))).toEqual(['token_malformed', 'segments']);
  });

  test('denies token_opaque without dots, token_encrypted with four, token_malformed with any other number', () => {
    expect(about('abc')).toEqual(['token_opaque', undefined]);
    expect(about('a.b.c.d.e')).toEqual(['token_encrypted', undefined]);
    expect(about('a.b')).toEqual(['token_malformed', 'segments']);
    expect(about('a.b.c.d')).toEqual(['token_malformed', 'segments']);
    expect(about('..')).toEqual(['token_malformed', 'header']);
  });

  test.each([
    ['alg missing', {}, 'alg'],
    ['alg a number', { alg: 256 }, 'alg'],
    ['alg a list', { alg: ['RS256'] }, 'alg'],
    ['alg empty', { alg: '' }, 'alg'],
    ['kid a number', { alg: 'RS256', kid: 1 }, 'kid'],
    ['kid null', { alg: 'RS256', kid: null }, 'kid'],
    ['kid an object', { alg: 'RS256', kid: {} }, 'kid'],
    ['crit empty', { alg: 'RS256', crit: [] }, 'crit'],
    ['crit null', { alg: 'RS256', crit: null }, 'crit'],
    ['crit a string', { alg: 'RS256', crit: 'exp' }, 'crit'],
    ['crit with a repeated name', { alg: 'RS256', crit: ['a', 'a'] }, 'crit'],
    ['crit with a number', { alg: 'RS256', crit: [1] }, 'crit'],
    ['crit with a number beside a name', { alg: 'RS256', crit: ['b64', 1] }, 'crit'],
    ['b64 false without crit', { alg: 'RS256', b64: false }, 'crit'],
    ['b64 a string without crit', { alg: 'RS256', b64: 'true' }, 'crit'],
  ])('denies token_malformed for %s', (_what, header, what) => {
    expect(about(token(header))).toEqual(['token_malformed', what]);
  });

  test('leaves a well-formed crit, odd types and unknown parameters to the issuer phase', () => {
    expect(parseToken(token({ alg: 'RS256', crit: ['b64'], b64: true }))).toMatchObject({
      header: { crit: 'present' },
    });
    expect(parseToken(token({ alg: 'RS256' }))).toMatchObject({ header: { kid: null, typ: { kind: 'absent' } } });
    expect(parseToken(token({ alg: 'RS256', typ: ['at+jwt'] }))).toMatchObject({
      header: { typ: { kind: 'invalid' } },
    });
    expect(parseToken(token({ alg: 'RS256', zip: 'DEF', b64: true }))).toMatchObject({ header: { crit: 'absent' } });
  });

  test('takes nothing from the prototype: an alg inside __proto__ is no alg', () => {
    const header = Buffer.from('{"__proto__":{"alg":"RS256"}}').toString('base64url');
    expect(about(`${header}.${part({})}.`)).toEqual(['token_malformed', 'alg']);
  });

  test('denies token_malformed when the payload is no object, nested JWS included', () => {
    expect(about(token({ alg: 'RS256' }, ['x']))).toEqual(['token_malformed', 'payload']);
    expect(about(`${part({ alg: 'RS256' })}.${Buffer.from('a.b.c').toString('base64url')}.`)).toEqual([
      'token_malformed',
      'payload',
    ]);
  });

  test('denies token_malformed for a segment in another spelling', () => {
    const good = token({ alg: 'RS256' });
    expect(about(`${good}=`)).toEqual(['token_malformed', 'base64url']);
    expect(about(`${good}A`)).toEqual(['token_malformed', 'base64url']);
    const [header, payload, signature] = good.split('.');
    // Characters of two, three and four bytes, in each place; U+0141 ends in the byte of an "A".
    for (const foreign of ['\u0141', '\u20ac', '\u{1f511}', '\ud800']) {
      expect(about(`${foreign}${good}`)).toEqual(['token_malformed', 'base64url']);
      expect(about(`${header}.${foreign}.${signature}`)).toEqual(['token_malformed', 'base64url']);
      expect(about(`${header}.${payload}.${foreign}`)).toEqual(['token_malformed', 'base64url']);
      expect(about(`${foreign}..`)).toEqual(['token_malformed', 'base64url']);
    }
    expect(about(`${header}=.${payload}.${signature}`)).toEqual(['token_malformed', 'base64url']);
    expect(about(`${header}.${payload}+.${signature}`)).toEqual(['token_malformed', 'base64url']);
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => void parseToken(text)),
      { numRuns: 2000 },
    );
    const json = fc.jsonValue().map(part);
    fc.assert(
      fc.property(json, json, fc.string(), (header, payload, end) => void parseToken(`${header}.${payload}.${end}`)),
      { numRuns: 1000 },
    );
  });
});
