import { describe, expect, test } from 'vitest';
import { buildPolicy } from '../../../packages/core/src/document/build.ts';
import { compilePolicy } from '../../../packages/core/src/document/compile.ts';
import { codesOf, compile, compiled, onlyFinding, toDocument, withRoute } from './compiling.ts';

const AT = '/routes/GET ~1orders~1:id';
const DEMAND = { scopes: ['read'] };
const REPORT = { why: 'migration', until: '2030-12-31' };
const exceptionsOf = (access: unknown, key?: string) =>
  compiled(withRoute(access, key)).routes.routes[0]?.access.exceptions;

describe('unsafeReportOnly', () => {
  test('holds until midnight UTC after its day', () => {
    expect(exceptionsOf({ ...DEMAND, unsafeReportOnly: REPORT })).toEqual({
      enforcedAt: Date.UTC(2031, 0, 1) / 1000,
      pathForms: [],
      sharedCache: 'private',
    });
    const leap = { why: 'w', until: '2028-02-29' };
    expect(exceptionsOf({ ...DEMAND, unsafeReportOnly: leap })?.enforcedAt).toBe(Date.UTC(2028, 2, 1) / 1000);
  });

  test.each(['2030-02-30', '2030-02-29', '2030-13-01', '2030-00-10', '2030-01-32'])(
    'until %s is no-such-day',
    (until) => {
      expect(onlyFinding(withRoute({ ...DEMAND, unsafeReportOnly: { why: 'w', until } }))).toMatchObject({
        level: 'error',
        code: 'no-such-day',
        pointer: `${AT}/unsafeReportOnly/until`,
      });
    },
  );

  test.each(['tomorrow', '31.12.2030', '2030-1-1', '2030-12-31T00:00:00Z', '', 20301231, null])(
    'until %j is refused: it is no day',
    (until) => {
      const finding = onlyFinding(withRoute({ ...DEMAND, unsafeReportOnly: { why: 'w', until } }));
      expect(finding).toMatchObject({ level: 'error', pointer: `${AT}/unsafeReportOnly/until` });
      expect(finding.message).toMatch(/^expected a day such as "2026-12-31"/);
    },
  );

  test.each([[{ until: '2030-12-31' }], [{ why: '', until: '2030-12-31' }], [{ why: ' \n', until: '2030-12-31' }]])(
    '%j is refused: it has no reason',
    (unsafeReportOnly) => {
      const finding = onlyFinding(withRoute({ ...DEMAND, unsafeReportOnly }));
      expect(finding).toMatchObject({ level: 'error', pointer: expect.stringMatching(/unsafeReportOnly/) });
      expect(finding.message).toMatch(/"why" is missing|the reason in words/);
    },
  );

  test.each([[true], ['why'], [{}], [{ ...REPORT, from: '2030-01-01' }]])('%j is refused', (unsafeReportOnly) => {
    expect(compile(withRoute({ ...DEMAND, unsafeReportOnly })).policy).toBeNull();
  });
});

describe('unsafePath', () => {
  test('admits the forms that are named', () => {
    const unsafePath = { semicolon: 'matrix parameters', encodedSlash: 'object keys' };
    expect(exceptionsOf({ ...DEMAND, unsafePath })?.pathForms).toEqual(['encodedSlash', 'semicolon']);
    expect(exceptionsOf({ ...DEMAND, unsafePath: { doubleSlash: 'w' } }, '/files/*')?.pathForms).toEqual([
      'doubleSlash',
    ]);
  });

  test('is refused where it names no form, or one without a reason', () => {
    expect(onlyFinding(withRoute({ ...DEMAND, unsafePath: {} }))).toMatchObject({
      code: 'empty',
      pointer: `${AT}/unsafePath`,
    });
    expect(onlyFinding(withRoute({ ...DEMAND, unsafePath: { semicolon: ' ' } }))).toMatchObject({ level: 'error' });
    expect(onlyFinding(withRoute({ ...DEMAND, unsafePath: { '//': 'w' } }))).toMatchObject({
      code: 'unknown-key',
      suggestion: 'did you mean "doubleSlash"?',
    });
  });

  test('is path-form-unreachable where no segment can take the form', () => {
    expect(onlyFinding(withRoute({ ...DEMAND, unsafePath: { doubleSlash: 'w' } }))).toMatchObject({
      level: 'error',
      code: 'path-form-unreachable',
      pointer: `${AT}/unsafePath/doubleSlash`,
      suggestion: 'remove it, or end the key in "/*"',
    });
    expect(codesOf(withRoute({ ...DEMAND, unsafePath: { encodedSlash: 'w', semicolon: 'w' } }, 'GET /orders'))).toEqual(
      [
        'path-form-unreachable /routes/GET ~1orders/unsafePath/encodedSlash',
        'path-form-unreachable /routes/GET ~1orders/unsafePath/semicolon',
      ],
    );
    // Of a key that cannot be read nothing is said but that.
    expect(codesOf(withRoute({ ...DEMAND, unsafePath: { doubleSlash: 'w' } }, 'GET orders//x'))).toEqual([
      'route-key /routes/GET orders~1~1x',
    ]);
  });
});

test('unsafeSharedCache leaves caching to the origin', () => {
  expect(exceptionsOf({ ...DEMAND, unsafeSharedCache: 'the same for everyone' })?.sharedCache).toBe('asOrigin');
  expect(compile(withRoute({ ...DEMAND, unsafeSharedCache: '' })).policy).toBeNull();
  expect(exceptionsOf(DEMAND)).toBeUndefined();
});

test.each([[{ unsafeReportOnly: REPORT }], [{ unsafeSharedCache: 'w' }], [{ unsafePath: { semicolon: 'w' } }]])(
  '%j alone is empty: a route demands something',
  (access) => {
    expect(onlyFinding(withRoute(access))).toMatchObject({ level: 'error', code: 'empty', pointer: AT });
  },
);

test.each(['unsafePath', 'unsafeReportOnly', 'unsafeSharedCache'])(
  '%s inside a requirement belongs at the top',
  (key) => {
    expect(onlyFinding(withRoute({ anyOf: [{ ...DEMAND, [key]: 'w' }, { roles: ['r'] }] }))).toMatchObject({
      code: 'unknown-key',
      pointer: `${AT}/anyOf/0/${key}`,
      suggestion: `write "${key}" at the top of the route`,
    });
  },
);

test('each is listed among the unsafe settings, in the order of the document', () => {
  const unsafe = {
    unsafeSharedCache: 'same for all',
    unsafePath: { semicolon: 'matrix', encodedSlash: 'keys' },
    unsafeReportOnly: REPORT,
  };
  expect(compiled(withRoute({ ...DEMAND, ...unsafe })).unsafeSettings).toEqual([
    { pointer: `${AT}/unsafeReportOnly`, setting: 'unsafeReportOnly', why: 'migration' },
    { pointer: `${AT}/unsafePath`, setting: 'unsafePath', why: 'encodedSlash: keys; semicolon: matrix' },
    { pointer: `${AT}/unsafeSharedCache`, setting: 'unsafeSharedCache', why: 'same for all' },
  ]);
});

test('a route with exceptions never shares the access of one without', () => {
  const routes = {
    '/a': DEMAND,
    '/b': { ...DEMAND, unsafeSharedCache: 'w' },
    '/c': { ...DEMAND, unsafeReportOnly: REPORT },
  };
  const { routes: table } = compiled(toDocument({ routes }));
  expect(new Set(table.routes.map(({ access }) => access.fingerprint)).size).toBe(3);
});

test('a built policy carries them', async () => {
  const access = { ...DEMAND, unsafeReportOnly: REPORT, unsafePath: { semicolon: 'w' }, unsafeSharedCache: 'w' };
  const built = await buildPolicy(compile(withRoute(access)));
  if (built === null) throw new Error('no build');
  const { policy } = compilePolicy(JSON.parse(JSON.stringify(built)), { env: {} });
  expect(policy?.routes.routes[0]?.access.exceptions).toEqual(exceptionsOf(access));
  expect(policy?.unsafeSettings).toHaveLength(3);
});

describe('a log sample', () => {
  test.each([0, 0.01, 1])('of %d is accepted', (sample) => {
    expect(compiled(toDocument({ log: { decisions: { sample } } })).log.decisions).toEqual({ sample });
  });

  test.each([[{ sample: 1.01 }], [{ sample: -1 }], [{ sample: '1%' }], [{}], ['some'], [0.5]])(
    '%j is refused',
    (decisions) => {
      expect(compile(toDocument({ log: { decisions } })).policy).toBeNull();
    },
  );
});
