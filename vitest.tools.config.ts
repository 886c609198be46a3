import { defineConfig } from 'vitest/config';

// What builds, deploys dry, serves whole examples or starts the command line many times: minutes, too long for `pnpm test`.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    // They build the packages: one after another.
    maxWorkers: 1,
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'node_modules/.cache/sallyport/tools.json' }]]
      : ['default'],
    include: ['test/**/*.tools.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/leak-scan.ts'],
  },
});
