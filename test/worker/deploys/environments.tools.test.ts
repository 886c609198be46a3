/** What the examples deploy, environment by environment, and that every setting they leave out in a comment is right. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { buildPackages } from '../../support/example.ts';
import { parseConfig, ROOT, readConfigText, switchOnOptional } from './wrangler-config.ts';

const run = promisify(execFile);
const PATH = [join(ROOT, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
const ENV = { ...process.env, PATH, CI: '1', NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false' };

describe.each(['examples/gateway', 'examples/hono-api'])('%s', (folder) => {
  const config = parseConfig(readConfigText(folder));

  test('has a staging and a production environment', () => {
    expect(Object.keys(config.env ?? {})).toEqual(['staging', 'production']);
  });

  test('production is reached by its routes alone, never by an address of workers.dev', () => {
    const production = { ...config, ...config.env?.production };
    expect([production.workers_dev, production.preview_urls]).toEqual([false, false]);
  });

  test('production has a fuse for CPU time', () => {
    expect(config.env?.production?.limits?.cpu_ms).toBeLessThanOrEqual(500);
    expect(config.env?.production?.limits?.cpu_ms).toBeGreaterThanOrEqual(50);
  });

  test('logs hold no query string, in any environment', () => {
    for (const environment of [config, ...Object.values(config.env ?? {})]) {
      const { observability } = { ...config, ...environment };
      expect(observability).toEqual({ enabled: true, redact_query_string: true });
    }
  });

  test('every environment names every variable, none of them local', () => {
    const names = Object.keys(config.vars ?? {});
    for (const { vars = {} } of Object.values(config.env ?? {})) {
      expect(Object.keys(vars)).toEqual(names);
      for (const value of Object.values(vars)) expect(value).toMatch(/^https:\/\/[a-z-]+\.acme\.dev$/);
    }
    expect(config.keep_vars).toBeUndefined();
  });
});

test.each([
  ['examples/gateway', ['SALLYPORT_ASSERTION_KEY: string', 'ORIGIN: Fetcher']],
  ['examples/hono-api', ['DATABASE_URL: string']],
])(
  'the optional settings of %s are taken without a warning, and typed',
  async (folder, typed) => {
    await buildPackages();
    const parent = join(ROOT, 'node_modules/.cache/sallyport');
    await mkdir(parent, { recursive: true });
    // Below the root, whose packages it uses.
    const copy = await mkdtemp(join(parent, 'deploy-'));
    try {
      for (const name of ['src', 'sallyport.jsonc', 'tsconfig.json'])
        await cp(join(ROOT, folder, name), join(copy, name), { recursive: true });
      const text = switchOnOptional(readConfigText(folder));
      expect(parseConfig(text)).toMatchObject({
        analytics_engine_datasets: [{}],
        env: { production: { routes: [{}] } },
      });
      await writeFile(join(copy, 'wrangler.jsonc'), text);
      const wrangler = async (...args: string[]): Promise<string> => {
        const { stdout, stderr } = await run('wrangler', args, { cwd: copy, env: ENV });
        return `${stdout}${stderr}`;
      };
      for (const env of ['', 'production']) {
        const printed = await wrangler('deploy', '--dry-run', '--env', env);
        expect(printed).toContain('--dry-run: exiting now.');
        expect(printed.toLowerCase()).not.toContain('warning');
      }
      await wrangler('types', '--env', '');
      const types = await readFile(join(copy, 'worker-configuration.d.ts'), 'utf8');
      for (const binding of ['SALLYPORT_KEYS: KVNamespace', 'SALLYPORT_METRICS: AnalyticsEngineDataset', ...typed])
        expect(types).toContain(binding);
      await run('tsc', ['-p', copy], { cwd: copy, env: ENV });
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  },
  120_000,
);
