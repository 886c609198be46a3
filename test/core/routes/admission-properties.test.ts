import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PathForm } from '../../../packages/core/src/document/compiled.ts';
import { findAdmission } from '../../../packages/core/src/routes/admission.ts';
import { findRouteConflicts } from '../../../packages/core/src/routes/conflicts.ts';
import { parsePath } from '../../../packages/core/src/routes/path.ts';
import type { Route, RouteTable } from '../../../packages/core/src/routes/table.ts';
import { type AdmittingRoute, buildAdmittingTable, readAdmitted } from './admitting-table.ts';
import { toPattern } from './build-table.ts';

const FORMS: readonly PathForm[] = ['encodedSlash', 'doubleSlash', 'semicolon'];
const MARKS: Readonly<Record<PathForm, RegExp>> = { encodedSlash: /%2f/i, doubleSlash: /\/\//, semicolon: /;|%3b/i };

const part = fc.constantFrom('a', 'b', 'admin', ':p');
const key = fc
  .tuple(fc.array(part, { maxLength: 3 }), fc.constantFrom(['*'], ['*'], []))
  .map(([parts, tail]) => `/${[...parts.map((text, at) => (text === ':p' ? `:p${at}` : text)), ...tail].join('/')}`);
const forms = fc.subarray([...FORMS], { minLength: 1 });
const scope = fc.constantFrom('one', 'two', 'three');
const route: fc.Arbitrary<AdmittingRoute> = fc.record({ scope, forms }, { requiredKeys: ['scope'] });
const routes = fc
  .array(fc.tuple(key, route), { minLength: 1, maxLength: 6 })
  .map((entries) => Object.fromEntries(entries))
  .filter((table) => findRouteConflicts(Object.keys(table).map(toPattern)).length === 0);
const piece = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom('/', '/', '/', 'a', 'b', 'admin', 'Admin', 'x', '%61') },
  { weight: 6, arbitrary: fc.constantFrom('%2F', '%2f', '//', ';', '%3B', ';v=1', ';a', ';admin') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('.', '..', '%2e', '%20', '%00', '%25', '\\', '%5C', '%252f', '%', '%c3%a9', '?'),
  },
);
const paths = fc.array(piece, { minLength: 1, maxLength: 9 }).map((pieces) => `/${pieces.join('')}`);

/** The same routes, admitting nothing. */
function withoutForms(table: Readonly<Record<string, AdmittingRoute>>): RouteTable {
  return buildAdmittingTable(Object.fromEntries(Object.entries(table).map(([name, { scope }]) => [name, { scope }])));
}

/** What an origin does to a path, in its own order. */
const habits = fc.record({
  cut: fc.constantFrom(
    'never',
    'before decoding',
    'after decoding',
    'after decoding, at the end',
    'with all that follows',
  ),
  slash: fc.constantFrom('part of its segment', 'separates', 'separates'),
  merges: fc.boolean(),
  folds: fc.boolean(),
});

/** The segments such an origin routes by: texts alone, independent of how the gate lists readings. */
function readAsOrigin(
  path: string,
  { cut, slash, merges, folds }: typeof habits extends fc.Arbitrary<infer T> ? T : never,
): readonly string[] {
  const trimmed = (cut === 'with all that follows' ? path.replace(/;.*$/, '') : path).replace(/\/$/, '');
  const raw = cut === 'before decoding' ? trimmed.replace(/;[^/]*/g, '') : trimmed;
  const decoded = slash === 'separates' ? [decodeURIComponent(raw)] : raw.split('/').map(decodeURIComponent);
  let segments = slash === 'separates' ? (decoded[0] ?? '').split('/') : decoded;
  segments = segments.slice(1);
  if (cut === 'after decoding') segments = segments.map((text) => text.replace(/;.*$/, ''));
  if (cut === 'after decoding, at the end') segments = segments.with(-1, (segments.at(-1) ?? '').replace(/;.*$/, ''));
  if (merges) segments = segments.filter((text) => text !== '');
  return folds ? segments.map((text) => text.toLowerCase().replace(/[. ]+$/, '')) : segments;
}

function toScope({ access }: Route): string {
  return JSON.stringify(access.requirement);
}

test('nothing but the route that names the forms becomes reachable, and every other path is decided as before', () => {
  let admitted = 0;
  fc.assert(
    fc.property(routes, paths, (written, raw) => {
      const table = buildAdmittingTable(written);
      const outcome = readAdmitted(table, raw);
      if (!outcome.startsWith('admitted')) {
        expect(outcome).toBe(readAdmitted(withoutForms(written), raw));
        return;
      }
      admitted += 1;
      const [, name = '', received = ''] = outcome.split(' ');
      const forms = written[name]?.forms ?? [];
      for (const form of FORMS) if (MARKS[form].test(raw)) expect(forms, `${raw} on ${name}`).toContain(form);
      // Nothing else was ambiguous: without the forms it is an ordinary path.
      const plain = raw.replace(/%2f|%3b|;/gi, '_').replace(/\/{2,}/g, '/');
      expect(parsePath(plain).kind).toBe('canonical');
      expect(readAdmitted(table, received)).toBe(outcome);
      expect(new URL(received, 'https://origin.test').pathname).toBe(received);
    }),
    { numRuns: 6_000 },
  );
  expect(admitted).toBeGreaterThan(100);
});

test('no origin that reads the forms otherwise serves what a route with another demand guards', () => {
  let judged = 0;
  let elsewhere = 0;
  fc.assert(
    fc.property(routes, paths, habits, (written, raw, origin) => {
      const table = buildAdmittingTable(written);
      if (parsePath(raw).kind === 'canonical') return;
      const admission = findAdmission(table, 'GET', null, raw);
      if (admission === null) return;
      judged += 1;
      const segments = readAsOrigin(admission.path, origin);
      const served = table.match('GET', null, segments)?.route;
      if (served === undefined) return;
      if (served !== admission.match.route) elsewhere += 1;
      expect(toScope(served), `${raw} as ${segments.join(' | ')}`).toBe(toScope(admission.match.route));
    }),
    { numRuns: 20_000 },
  );
  expect(judged).toBeGreaterThan(400);
  expect(elsewhere).toBeGreaterThan(2);
});

test('whatever is sent, reading it never throws and takes a bounded number of readings', () => {
  const table = buildAdmittingTable({ '/*': { scope: 'one', forms: FORMS } });
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary-ascii' }), (text) => {
      expect(() => findAdmission(table, 'GET', null, `/${text}`)).not.toThrow();
      expect(() => findAdmission(table, 'GET', null, text)).not.toThrow();
    }),
    { numRuns: 1_000 },
  );
});
