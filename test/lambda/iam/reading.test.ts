import type { RoutePattern, RouteTable } from '@sallyport/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRouteKey } from '../../../packages/core/src/routes/grammar.ts';
import { createRouteTable } from '../../../packages/core/src/routes/matcher.ts';
import { toPolicyShape } from '../../../packages/lambda/src/iam/groups.ts';
import { readSegment, startReading, toMatch } from '../../../packages/lambda/src/iam/reading.ts';
import { createScene } from './scene.ts';

const METHODS = ['', 'GET ', 'HEAD ', 'POST ', 'GET|POST ', 'POST|HEAD '];
const key = fc
  .tuple(
    fc.constantFrom(...METHODS),
    fc.array(fc.constantFrom('a', 'b', ':p'), { maxLength: 4 }),
    fc.constantFrom('', '', '/*'),
    fc.constantFrom('', '', '', 'api.acme.dev'),
  )
  .map(([methods, segments, tail, host]) => {
    const texts = segments.map((text, at) => (text === ':p' ? `:p${at}` : text));
    return `${methods}${host}/${texts.join('/')}${texts.length === 0 ? tail.slice(1) : tail}`;
  });

function toPattern(text: string): RoutePattern {
  const parsed = parseRouteKey(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  return parsed.pattern;
}

function toTable(keys: readonly string[]): RouteTable | null {
  const access = { kind: 'public', requirement: null, sources: [], fingerprint: '' } as const;
  try {
    return createRouteTable(keys.map((text) => ({ pattern: toPattern(text), access })));
  } catch {
    return null;
  }
}

describe('reading by segments', () => {
  test('finds the route that the matcher finds, with its parameters, on random tables and paths', async () => {
    const { rehearsal } = await createScene({ 'GET /a': 'public' });
    const pinned = new Set(['a', 'u']);
    let matched = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { minLength: 1, maxLength: 8 }),
        fc.array(fc.array(fc.constantFrom('a', 'b', 'u', 'z'), { maxLength: 6 }), { minLength: 20, maxLength: 20 }),
        (keys, paths) => {
          const routes = toTable(keys);
          fc.pre(routes !== null);
          const shape = toPolicyShape({ ...rehearsal.policy, routes });
          for (const method of ['GET', 'HEAD', 'POST', 'PATCH'] as const) {
            const group = shape.groups.find(({ methods }) => methods.includes(method));
            for (const path of paths) {
              const expected = routes.match(method, null, path);
              const end = path.reduce(
                (reading, text) => readSegment(reading, text === 'z' ? null : text, pinned),
                startReading(group?.tree ?? { id: 0, literals: new Map(), param: null, end: null, wildcard: null }),
              );
              const found = toMatch(end);
              expect(found?.route.key ?? null).toBe(expected?.route.key ?? null);
              if (found === null || expected === null) continue;
              matched += 1;
              for (const [at, segment] of found.route.segments.entries()) {
                const text = segment.kind === 'param' ? (path[at] ?? '') : '';
                expect(found.bound[at] ?? null).toBe(pinned.has(text) ? text : null);
              }
            }
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(matched).toBeGreaterThan(1000);
  });
});
