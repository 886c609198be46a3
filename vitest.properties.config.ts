import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const MANY_RUNS = fileURLToPath(new URL('test/support/many-runs.ts', import.meta.url));

/** The folders and files that draw their cases. What starts workerd draws few, each at the price of a real request. */
function listPropertyTests(): readonly string[] {
  const drawing = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(workerd|tools|waits)\.test\.ts$|(^|\/)raw\//.test(path))
    .filter((path) => readFileSync(join('test', path), 'utf8').includes('fc.assert('));
  // A file of cases is run by the tests above it.
  return drawing.map((path) => join('test', path.endsWith('.test.ts') ? path : `${path.split('/', 1)[0]}/*.test.ts`));
}

// Every property again, `SALLYPORT_PROPERTY_TIMES` as often as in `pnpm test`: what is found once in some thousand cases.
export default defineConfig({
  plugins: [
    {
      name: 'many-runs',
      enforce: 'pre',
      resolveId: (id, importer) => (id === 'fast-check' && importer !== MANY_RUNS ? MANY_RUNS : null),
    },
  ],
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    maxWorkers: 2,
    reporters: [['default', { summary: false }]],
    include: [...new Set(listPropertyTests())],
    testTimeout: 3_600_000,
    setupFiles: ['test/support/leak-scan.ts'],
  },
});
