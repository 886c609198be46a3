import { defineConfig } from 'vitest/config';

// `source` lets every test read the packages' TypeScript: no build is needed before a test.
const source = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.workerd.test.ts', '**/node_modules/**'],
          testTimeout: 20_000,
        },
      },
    ],
  },
});
