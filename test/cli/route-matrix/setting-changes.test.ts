import { describe, expect, test, vi } from 'vitest';
import { toDiff } from '../../../packages/cli/src/route-matrix/diff.ts';
import type { ReportedDiff } from '../../../packages/cli/src/route-matrix/report.ts';
import { judgePolicyText } from '../../../packages/cli/src/source/judge.ts';
import { BASE, KEY_CHANGES } from './key-changes.ts';
import { listSchemaKeys } from './schema-keys.ts';

/** Keys that may change without a word in the diff, with the reason. */
const SILENT: Readonly<Record<string, string>> = {
  $schema: 'for editors',
  'routes/*/unsafeReportOnly/why': 'words for the reader of the policy; that it is open, and until when, is told',
  'issuers/*/tokenFrom/#/unsafeQueryToken/why': 'words for the reader of the policy; that it is open is told',
  'issuers/*/require/claims/*/param': 'refused: an issuer knows no route',
};

const isOfTests = (key: string): boolean => key === 'tests' || key.startsWith('tests/');

function diff(before: object, after: object): ReportedDiff {
  const [was, is] = [before, after].map((part) => {
    const judged = judgePolicyText(JSON.stringify({ ...BASE, ...part }), 'p', {
      ...{ hosts: 'loopbackAllowed', variables: 'assume' },
    });
    expect(judged.findings.filter(({ level }) => level === 'error')).toEqual([]);
    return judged;
  });
  const made = was === undefined || is === undefined ? null : toDiff(was, is);
  if (made === null) throw new Error('not comparable');
  return made;
}

const countChanges = ({ routes, issuers, ownPaths, settings }: ReportedDiff): number =>
  [routes, issuers, ownPaths, settings].flat().length;

describe('every key of the schema', () => {
  const keys = [...listSchemaKeys()].filter((key) => !isOfTests(key));

  test('is tried here, or named with the reason why it is not', () => {
    expect(keys.length).toBeGreaterThan(150);
    expect([...KEY_CHANGES.keys(), ...Object.keys(SILENT)].sort()).toEqual(keys.sort());
  });

  test.each([...KEY_CHANGES])('changed alone shows: %s', (_, [before, after]) => {
    expect(countChanges(diff(before, before))).toBe(0);
    expect(countChanges(diff(before, after))).toBeGreaterThan(0);
    expect(countChanges(diff(after, before))).toBeGreaterThan(0);
  });

  test('that is silent says nothing', () => {
    const report = (why: string) => ({ scopes: ['a'], unsafeReportOnly: { why, until: '2099-01-01' } });
    const query = (why: string) => ({ unsafeNoAudience: why, tokenFrom: [{ unsafeQueryToken: { name: 'a', why } }] });
    const place = (why: string) => ({
      issuers: { ...BASE.issuers, acme: { issuer: 'https://id.acme.dev', ...query(why) } },
      routes: { 'GET /orders/:id': report(why) },
      tests: [{ request: 'GET /orders/1', expect: why === 'one' ? 'allow' : 'deny' }],
      $schema: why,
    });
    expect(countChanges(diff(place('one'), place('other')))).toBe(0);
  });
});

describe('a setting', () => {
  const [gateway, worker, cors] = ['apiGateway', 'worker', 'cors'].map((name) => (value: object) => ({
    [name]: value,
  }));
  const page = { origins: ['https://app.acme.dev'] };
  test.each([
    ['wider', worker?.({}), worker?.({ lookAlikes: 'ignore' })],
    ['wider', worker?.({}), worker?.({ forwardToken: true })],
    ['wider', worker?.({ stripAuthorization: true }), worker?.({})],
    ['wider', gateway?.({ resultTtlSeconds: 0 }), gateway?.({ resultTtlSeconds: 1 })],
    ['wider', gateway?.({}), gateway?.({ unknownPaths: 'never' })],
    ['wider', gateway?.({}), gateway?.({ encodedPaths: 'canonical' })],
    ['wider', gateway?.({ resultTtlSeconds: 9 }), gateway?.({ resultTtlSeconds: 9, expiryCondition: 'none' })],
    ['wider', gateway?.({}), gateway?.({ denyShape: 'resource' })],
    ['wider', gateway?.({ kind: 'rest-request' }), gateway?.({ kind: 'rest-request', identitySources: [] })],
    ['wider', cors?.(page), cors?.({ origins: [...page.origins, 'https://other.acme.dev'] })],
    ['wider', {}, cors?.(page)],
    ['wider', cors?.(page), cors?.({ ...page, credentials: true })],
  ])('is %s one way and stricter back: %j to %j', (_, before = {}, after = {}) => {
    const told = (found: ReportedDiff) => found.settings.map(({ change, widens }) => [change, widens]);
    expect(told(diff(before, after))).toEqual([['wider', true]]);
    expect(diff(before, after).widens).toBe(true);
    expect(told(diff(after, before))).toEqual([['stricter', false]]);
    expect(diff(after, before).widens).toBe(false);
  });

  test('with one origin for another is wider, and one that nobody can place counts as wider', () => {
    const other = { origins: ['https://other.acme.dev'] };
    expect(diff({ cors: page }, { cors: other }).settings).toEqual([
      { setting: 'cors.origins', change: 'wider', widens: true, before: page.origins, after: other.origins },
    ]);
    expect(diff({}, { worker: { identityHeaders: { 'x-user': 'subject' } } }).settings).toEqual([
      {
        ...{ setting: 'worker.identityHeaders', change: 'changed', widens: true },
        ...{ before: [], after: { 'x-user': 'subject' } },
      },
    ]);
  });

  test('that is no matter of access widens nothing', () => {
    const { settings, widens } = diff({}, { log: { decisions: 'off' }, worker: { originTimeoutSeconds: 5 } });
    expect(settings.map(({ setting, change }) => [setting, change])).toEqual([
      ['worker.originTimeoutSeconds', 'other'],
      ['log.decisions', 'other'],
    ]);
    expect(widens).toBe(false);
  });

  test('that bounds documents widens nothing when it is raised: they grant no more than the routes, and below it less', () => {
    const bound = (maxDocumentBytes: number) => ({ apiGateway: { maxDocumentBytes } });
    const told = ({ settings, widens }: ReportedDiff) => [settings.map(({ change }) => change), widens];
    expect(told(diff(bound(4096), bound(8192)))).toEqual([['other'], false]);
    expect(told(diff(bound(8192), bound(4096)))).toEqual([['stricter'], false]);
    expect(diff({}, bound(4096)).settings).toEqual([
      {
        ...{ setting: 'apiGateway.maxDocumentBytes', change: 'stricter', widens: false },
        ...{ before: 1_048_576, after: 4096 },
      },
    ]);
  });

  test('written out as its default, or in another order, is none', () => {
    expect(
      countChanges(
        diff(
          { worker: { origins: { '/a': 'https://a.acme.dev', '/b': 'https://b.acme.dev' } } },
          {
            worker: { origins: { '/b': 'https://b.acme.dev', '/a': 'https://a.acme.dev' }, lookAlikes: 'refuse' },
            apiGateway: { resultTtlSeconds: 300, kind: 'rest-token', maxDocumentBytes: 1_048_576 },
            log: { decisions: 'deny' },
          },
        ),
      ),
    ).toBe(0);
  });

  test('that names another variable is another, also where both hold the same here', () => {
    vi.stubEnv('ONE', 'https://a.acme.dev');
    vi.stubEnv('OTHER', 'https://a.acme.dev');
    const [one, other] = ['ONE', 'OTHER'].map((name) => ({ worker: { origins: `$\{${name}}` } }));
    expect(diff(one ?? {}, other ?? {}).settings).toMatchObject([{ setting: 'worker.origins', change: 'changed' }]);
    vi.unstubAllEnvs();
  });

  test('is the order in which tokens are looked for, too', () => {
    const [acme, other] = [
      { issuer: 'https://id.acme.dev', tokenFrom: [{ header: 'x-a' }] },
      { issuer: 'https://other.acme.dev', tokenFrom: [{ cookie: 'b' }] },
    ];
    const { settings, issuers } = diff({ issuers: { acme, other } }, { issuers: { other, acme } });
    expect([settings.map(({ setting }) => setting), issuers]).toEqual([['order of tokenFrom'], []]);
  });
});
