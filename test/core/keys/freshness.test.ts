import { describe, expect, it } from 'vitest';
import { toFreshForMs } from '../../../packages/core/src/keys/freshness.ts';

const seconds = (cacheControl: string | null, age?: string): number =>
  toFreshForMs(
    new Headers({ ...(cacheControl === null ? {} : { 'cache-control': cacheControl }), ...(age ? { age } : {}) }),
  ) / 1000;

describe('freshness', () => {
  it('is 10 minutes where the headers name none', () => {
    for (const header of [null, '', 'public', 'private, must-revalidate', 'immutable', 's-maxage=3000', ',,=,']) {
      expect(seconds(header)).toBe(600);
    }
  });

  it('is max-age, in any case and place, quoted or not', () => {
    for (const header of ['max-age=900', 'public, Max-Age=900', 'MAX-AGE = 900 ,public', 'max-age="900"']) {
      expect(seconds(header)).toBe(900);
    }
  });

  it('is held within 60 s and 1 h, whatever the issuer asks for', () => {
    for (const header of ['max-age=0', 'max-age=59', 'no-store', 'no-cache, max-age=900', 'No-Store']) {
      expect(seconds(header)).toBe(60);
    }
    for (const header of ['max-age=3601', 'max-age=31536000', `max-age=${'9'.repeat(400)}`]) {
      expect(seconds(header)).toBe(3600);
    }
  });

  it('is the least where max-age is malformed', () => {
    for (const value of ['-1', '1e9', '0x500', 'abc', '', ' ', '900s', '900.5', 'Infinity']) {
      expect(seconds(`max-age=${value}`)).toBe(60);
    }
    expect(seconds('max-age')).toBe(60);
  });

  it('is the smallest of several, and the least where one of them is malformed', () => {
    expect(seconds('max-age=900, max-age=700')).toBe(700);
    expect(seconds('max-age=900, max-age=x')).toBe(60);
  });

  it('does not read s-maxage, which speaks to shared caches', () => {
    expect(seconds('s-maxage=3600, max-age=120')).toBe(120);
  });

  it('is shorter by the Age of a copy, and never below the least', () => {
    expect(seconds('max-age=900', '300')).toBe(600);
    expect(seconds('max-age=900', '899')).toBe(60);
    expect(seconds('max-age=900', '99999999999999999999')).toBe(60);
    for (const age of ['x', '-5', '1.5']) expect(seconds('max-age=900', age)).toBe(900);
  });
});
