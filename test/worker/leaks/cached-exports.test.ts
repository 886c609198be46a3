/** What is shipped keeps Workers Cache away from a gate: it is before the code, and knows nothing of credentials. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
/** Exports whose answers are the same for everyone. */
const CACHED = new Set(['SallyportKeys']);

interface WranglerConfig {
  readonly exports?: Readonly<Record<string, { readonly cache?: { readonly enabled?: unknown } }>>;
  readonly cache?: unknown;
  readonly env?: Readonly<Record<string, WranglerConfig>>;
}

const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /(^|\/)wrangler(\.[\w-]+)?\.jsonc?$/.test(file) && !file.includes('node_modules'),
);

/** The ways in which a configuration lets answers of a gate into the cache. */
function findCachedGates(config: WranglerConfig): string[] {
  const environments = Object.values(config.env ?? {});
  const exported = Object.entries(config.exports ?? {});
  const wrong = exported.flatMap(([name, { cache }]) =>
    CACHED.has(name) ? [] : cache?.enabled === false ? [] : [`export ${name} is not excluded`],
  );
  const caches = exported.some(([, { cache }]) => cache?.enabled === true);
  if (caches && config.exports?.default === undefined) wrong.push('default is not excluded');
  if (config.cache !== undefined && JSON.stringify(config.cache) !== '{"enabled":false}')
    wrong.push('cache is on for all');
  return [...wrong, ...environments.flatMap(findCachedGates)];
}

test('there are configurations to look at', () => {
  expect(files).toContain('gateway/wrangler.jsonc');
  expect(files.length).toBeGreaterThanOrEqual(2);
});

test.each(files)('%s keeps every export but the keys out of Workers Cache', (file) => {
  const errors: ParseError[] = [];
  const config: WranglerConfig = parse(readFileSync(join(EXAMPLES, file), 'utf8'), errors, {
    allowTrailingComma: true,
  });
  expect(errors).toEqual([]);
  expect(findCachedGates(config)).toEqual([]);
});

describe('a configuration that would cache a gate is found', () => {
  test.each<[string, WranglerConfig, string[]]>([
    ['on for all', { cache: { enabled: true } }, ['cache is on for all']],
    ['on for the gate', { exports: { default: { cache: { enabled: true } } } }, ['export default is not excluded']],
    ['nothing said of the gate', { exports: { default: {} } }, ['export default is not excluded']],
    ['the keys alone', { exports: { SallyportKeys: { cache: { enabled: true } } } }, ['default is not excluded']],
    ['in an environment', { env: { live: { cache: { enabled: true } } } }, ['cache is on for all']],
  ])('%s', (_what, config, expected) => {
    expect(findCachedGates(config)).toEqual(expected);
  });
});
