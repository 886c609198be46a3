import { defineConfig } from 'vitest/config';

// For Stryker, which runs these tests once for every mutant that they reach: the mutated folders' own tests, and of them
// none that starts a process, simulates or draws at length. What those would notice besides does not count, so the score
// is the least it could be. `SALLYPORT_MUTATE=routes` runs the tests of one folder alone, which is much quicker: a mutant
// of a constant is tried with every test there is.
const FOLDERS = process.env.SALLYPORT_MUTATE?.split(',') ?? [
  'credential',
  'token',
  'keys',
  'claims',
  'requirement',
  'routes',
];

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: FOLDERS.map((folder) => `test/core/${folder}/**/*.test.ts`),
    exclude: [
      '**/*-properties.test.ts',
      '**/*.property.test.ts',
      '**/*-memory.test.ts',
      '**/runtimes/**',
      '**/simulation/**',
      '**/node_modules/**',
    ],
    setupFiles: ['test/support/property-pace.ts'],
    testTimeout: 20_000,
  },
});
