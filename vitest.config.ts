import { defineConfig } from 'vitest/config';

// `source` lets every test read the packages' TypeScript: no build is needed before a test.
const source = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } };

export default defineConfig({
  test: {
    // For the count at the end of `.ci/run`.
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'node_modules/.cache/sallyport/tests.json' }]]
      : ['default'],
    projects: [
      {
        ...source,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.workerd.test.ts', '**/node_modules/**'],
          testTimeout: 20_000,
          globalSetup: ['test/support/reasons-setup.ts'],
        },
      },
    ],
  },
});
