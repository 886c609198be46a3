/**
 * The log against the standard's own rules (OASIS SARIF 2.1.0, sections 3.13 to 3.52): which members an object may have,
 * which it must have, and what they hold. Objects are closed there, so a member of no section fails a consumer's check.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from '../commands/sallyport.ts';

type Check = (value: unknown, place: string) => readonly string[];

const text: Check = (value, place) => (typeof value === 'string' && value !== '' ? [] : [`${place} is no text`]);
const flag: Check = (value, place) => (typeof value === 'boolean' ? [] : [`${place} is no boolean`]);
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, place) =>
    allowed.some((one) => one === value) ? [] : [`${place} is none of ${allowed.join(', ')}`];
const from =
  (least: number): Check =>
  (value, place) =>
    Number.isInteger(value) && Number(value) >= least ? [] : [`${place} is no integer from ${least}`];
/** RFC 3986: characters of a URI reference alone. */
const uri: Check = (value, place) =>
  typeof value === 'string' && /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-F]{2})+$/.test(value)
    ? []
    : [`${place} is no URI reference`];
const list =
  (member: Check): Check =>
  (value, place) =>
    Array.isArray(value)
      ? value.flatMap((one: unknown, index) => member(one, `${place}[${index}]`))
      : [`${place} is no list`];
const texts: Check = (value, place) =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, one]) => text(one, `${place}.${name}`))
    : [`${place} is none`];

/** A closed object; a name ending in `!` must be there. */
function closed(members: Readonly<Record<string, Check>>): Check {
  const checks = new Map(Object.entries(members).map(([name, check]) => [name.replace('!', ''), check]));
  const needed = Object.keys(members).flatMap((name) => (name.endsWith('!') ? [name.slice(0, -1)] : []));
  return (value, place) => {
    if (!isObject(value)) return [`${place} is no object`];
    return [
      ...needed.filter((name) => !Object.hasOwn(value, name)).map((name) => `${place} has no ${name}`),
      ...Object.entries(value).flatMap(
        ([name, member]) => checks.get(name)?.(member, `${place}.${name}`) ?? [`${place} may have no ${name}`],
      ),
    ];
  };
}

const level = oneOf('none', 'note', 'warning', 'error');
const message = closed({ 'text!': text, markdown: text });
const rule = closed({
  ...{ 'id!': text, shortDescription: message, fullDescription: message, help: message, helpUri: uri },
  defaultConfiguration: closed({ enabled: flag, level }),
});
const driver = closed({
  ...{ 'name!': text, version: text, semanticVersion: text, informationUri: uri },
  rules: list(rule),
});
const region = closed({ startLine: from(1), startColumn: from(1), endLine: from(1), endColumn: from(1) });
const physical = closed({ artifactLocation: closed({ uri, uriBaseId: text }), region });
const logical = closed({ fullyQualifiedName: text, name: text, kind: text });
const result = closed({
  ...{ ruleId: text, ruleIndex: from(-1), level, 'message!': message, partialFingerprints: texts },
  locations: list(closed({ physicalLocation: physical, logicalLocations: list(logical) })),
});
const run = closed({
  'tool!': closed({ 'driver!': driver }),
  columnKind: oneOf('utf16CodeUnits', 'unicodeCodePoints'),
  invocations: list(
    closed({ 'executionSuccessful!': flag, toolExecutionNotifications: list(closed({ level, 'message!': message })) }),
  ),
  results: list(result),
});
const log = closed({ $schema: uri, 'version!': oneOf('2.1.0'), 'runs!': list(run) });

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
  await folder.place('wrong.jsonc', '{ "issuers": {}, "routes": { "GET /a": "pubic", "GET /b": { "scope": ["x"] } } }');
  await folder.place('ü b.jsonc', '{ "issuers": { "a": 1, "a": 2 }, ');
  await folder.place('fine.jsonc', {
    issuers: { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
    routes: { 'GET api.acme.dev/a': 'authenticated', 'GET /a/:id': 'deny', 'GET /A/:id': 'public', '/a/*': 'public' },
  });
  await folder.place('api.yaml', 'openapi: 3.1.0\npaths:\n  /c:\n    put: {}\n');
});
afterAll(() => folder.remove());

test.each([
  [['wrong.jsonc'], 1],
  [['ü b.jsonc'], 1],
  [['fine.jsonc', '--gate', 'lambda', '--openapi', 'api.yaml'], 4],
  [['none.jsonc'], 1],
])('%j is a log that the standard allows', async (args, least) => {
  const { stdout } = await runSallyport(['check', ...args, '--format', 'sarif'], { cwd: folder.path });
  const value: unknown = JSON.parse(stdout);
  expect(log(value, 'log')).toEqual([]);
  expect(count(value)).toBeGreaterThanOrEqual(least);
});

test('and these rules find what is wrong', () => {
  const broken = {
    version: '2.0.0',
    runs: [{ tool: { driver: { name: '', rule: [] } }, results: [{ level: 'bad' }] }],
  };
  expect(log(broken, 'log')).toEqual([
    'log.version is none of 2.1.0',
    'log.runs[0].tool.driver.name is no text',
    'log.runs[0].tool.driver may have no rule',
    'log.runs[0].results[0] has no message',
    'log.runs[0].results[0].level is none of none, note, warning, error',
  ]);
  expect(region({ startLine: 0 }, 'region')).toEqual(['region.startLine is no integer from 1']);
  expect(uri('ü b', 'uri')).toEqual(['uri is no URI reference']);
});

function count(value: unknown): number {
  const runs: unknown = isObject(value) ? value.runs : null;
  const [first]: unknown[] = Array.isArray(runs) ? runs : [];
  return isObject(first) && Array.isArray(first.results) ? first.results.length : 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
