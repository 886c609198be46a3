import { defineConfig } from 'vitest/config';

// What waits for real seconds, of issuers that hang and of deadlines, and computes little: too long for `pnpm test`.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    maxWorkers: 2,
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'node_modules/.cache/sallyport/waits.json' }]]
      : ['default'],
    include: ['test/**/*.waits.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/leak-scan.ts'],
  },
});
