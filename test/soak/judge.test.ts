import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

type IssuerState = 'well' | 'out' | 'recovering';
interface Asked {
  readonly kind?: string;
  readonly expect: number | 'unknown_key';
  readonly user?: string | null;
  readonly body?: string;
}
interface Traffic {
  readonly judge: (asked: Asked, status: number, answer: string, issuer: IssuerState) => string | null;
  readonly nextRequest: (tokens: object) => Asked;
  readonly ALLOWED_KINDS: ReadonlySet<string>;
}

const traffic: Traffic = await import(join(import.meta.dirname, '../../scripts/soak/traffic.mjs'));
const { judge, nextRequest, ALLOWED_KINDS } = traffic;
const own = { expect: 200, user: 'ann' } as const;
const told = (user: string | null, bytes?: number): string => JSON.stringify({ user, bytes });

describe('the soak calls', () => {
  test.each([
    ['a guarded answer to the wrong status', { expect: 403 }, 200, 'wrong_allow'],
    ['a redirect where a denial is due', { expect: 401 }, 302, 'wrong_allow'],
    ['a good token denied', own, 401, 'wrong_deny'],
    ['a good token without the right', own, 403, 'wrong_deny'],
    ['a fault within the stale bound', own, 503, 'unavailable'],
    ['an error of the gate', own, 500, 'server_error'],
    ['an error of the gate on a denial', { expect: 401 }, 502, 'server_error'],
    ['a denial with another status', { expect: 403 }, 401, 'wrong_status'],
  ] as const)('%s', (_, asked, status, fault) => {
    expect(judge(asked, status, told('ann'), 'well')).toBe(fault);
  });

  test('an answer for somebody else, or with another body, what it is', () => {
    expect(judge(own, 200, told('bob'), 'well')).toBe('wrong_user');
    expect(judge({ expect: 200, user: null }, 200, told('ann'), 'well')).toBe('wrong_user');
    expect(judge({ ...own, body: 'four' }, 200, told('ann', 3), 'well')).toBe('wrong_status');
  });

  test('503 for an unknown key right while nobody can ask the issuer, and wrong while one can', () => {
    const unknown = { expect: 'unknown_key' } as const;
    expect(judge(unknown, 401, '', 'well')).toBe(null);
    expect(judge(unknown, 503, '', 'well')).toBe('unavailable');
    expect(judge(unknown, 503, '', 'out')).toBe(null);
    expect(judge(unknown, 503, '', 'recovering')).toBe(null);
    expect(judge(unknown, 200, '', 'out')).toBe('wrong_allow');
    expect(judge(own, 503, '', 'out')).toBe('unavailable');
  });

  test('right what is right', () => {
    expect(judge(own, 200, told('ann'), 'well')).toBe(null);
    expect(judge({ ...own, body: 'four' }, 200, told('ann', 4), 'out')).toBe(null);
    expect(judge({ expect: 400 }, 400, '', 'well')).toBe(null);
  });
});

test('the origin may see exactly the kinds of requests that must be answered with 200', () => {
  const token = { subject: 'ann', text: 'a.b.c' };
  const tokens = {
    pick: () => token,
    pickWithdrawn: () => token,
    pickAlive: () => token,
    pickDead: () => token,
  };
  const made = Array.from({ length: 5000 }, () => nextRequest(tokens));
  const allowed = made.filter((asked) => asked.expect === 200).map(({ kind }) => kind);
  expect(new Set(allowed)).toEqual(ALLOWED_KINDS);
  expect(new Set(made.map(({ kind }) => kind)).size).toBe(22);
});
