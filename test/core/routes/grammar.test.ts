import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRouteKey } from '../../../packages/core/src/routes/grammar.ts';
import type { RoutePattern } from '../../../packages/core/src/routes/table.ts';
import { anyText } from './any-text.ts';
import { toPattern } from './build-table.ts';

/** A pattern in short: methods, host, segments (`:name` for a parameter, `=text` for a literal), tail. */
function toShort({ methods, host, segments, tail }: RoutePattern): string {
  const texts = segments.map((segment) => (segment.kind === 'param' ? `:${segment.name}` : `=${segment.text}`));
  return [methods?.join('+') ?? 'any', host ?? 'anywhere', ...texts, tail].join(' ');
}

describe('route keys', () => {
  test.each([
    ['/', 'any anywhere end'],
    ['/*', 'any anywhere wildcard'],
    ['GET /health', 'GET anywhere =health end'],
    ['GET /orders/:id', 'GET anywhere =orders :id end'],
    ['POST|PUT /orders/*', 'POST+PUT anywhere =orders wildcard'],
    ['/users/:user/*', 'any anywhere =users :user wildcard'],
    ['/:a/:b/:_c9', 'any anywhere :a :b :_c9 end'],
    ['GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS /', 'GET+HEAD+POST+PUT+PATCH+DELETE+OPTIONS anywhere end'],
    ['GET api.acme.dev/orders', 'GET api.acme.dev =orders end'],
    ['api.acme.dev/', 'any api.acme.dev end'],
    ['api.acme.dev/*', 'any api.acme.dev wildcard'],
    ['api.acme.dev:8443/a', 'any api.acme.dev:8443 =a end'],
    ['localhost/a', 'any localhost =a end'],
    ['localhost:8787/a', 'any localhost:8787 =a end'],
    ['web:8080/a', 'any web:8080 =a end'],
    ['127.0.0.1:8787/a', 'any 127.0.0.1:8787 =a end'],
    ['my_app.acme-corp.dev/a', 'any my_app.acme-corp.dev =a end'],
    ['/.well-known/openid-configuration', 'any anywhere =.well-known =openid-configuration end'],
    ['/items:batchDelete', 'any anywhere =items:batchDelete end'],
    ['/items%3AbatchDelete', 'any anywhere =items:batchDelete end'],
    ['/%3Aid', 'any anywhere =:id end'],
    ['/%2A', 'any anywhere =* end'],
    ['/%2A/a', 'any anywhere =* =a end'],
    ['/caf%c3%a9', 'any anywhere =café end'],
    ['/café', 'any anywhere =café end'],
    ['/\u{1f600}/%F0%9F%98%80', 'any anywhere =\u{1f600} =\u{1f600} end'],
    ['/%61dmin', 'any anywhere =admin end'],
    ['/a%20b', 'any anywhere =a b end'],
    ["/items(1)/$batch/a+b,c=d&e!'@~", "any anywhere =items(1) =$batch =a+b,c=d&e!'@~ end"],
    ['/100%25', 'any anywhere =100% end'],
    ['/__proto__/:__proto__', 'any anywhere =__proto__ :__proto__ end'],
    ['/...', 'any anywhere =... end'],
  ])('reads %s', (key, short) => {
    const pattern = toPattern(key);
    expect(toShort(pattern)).toBe(short);
    expect(pattern.key).toBe(key);
  });
});

describe('any text', () => {
  test('answers any text without throwing', () => {
    const parts = fc.constantFrom(
      'GET',
      ' ',
      '|',
      '/',
      ':',
      'id',
      '*',
      '{',
      '}',
      '?',
      '#',
      '%',
      '%2',
      '.',
      '..',
      'é',
      '\ud800',
      '@',
      ';',
      '\\',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.array(parts).map((all) => all.join('')),
        ),
        (key) => {
          expect(['pattern', 'invalid']).toContain(parseRouteKey(key).kind);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('makes the same pattern of every spelling of a literal', () => {
    const literal = fc.string({
      unit: fc.constantFrom('a', ':', 'é', ' ', '*', '|', '\u{1f600}'),
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(literal, (text) => {
        const escaped = [...new TextEncoder().encode(text)]
          .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
          .join('');
        expect(toPattern(`/${escaped}`).segments).toEqual([{ kind: 'literal', text }]);
        expect(toPattern(`/${escaped.toUpperCase()}`).segments).toEqual([{ kind: 'literal', text }]);
      }),
    );
  });
});
