import { defineConfig } from 'vitest/config';

// What decides about a credential: nothing in these folders may be untried. Their own tests must cover them, file by
// file, so that a test elsewhere that merely passes through counts for nothing.
const FOLDERS = ['credential', 'token', 'keys', 'claims', 'requirement', 'routes'];

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    maxWorkers: 2,
    reporters: [['default', { summary: false }]],
    include: FOLDERS.map((folder) => `test/core/${folder}/**/*.test.ts`),
    // What starts a process is not measured; what draws, simulates or counts at length reaches nothing that examples do
    // not, and this is to end within a minute and a half.
    exclude: [
      '**/*-properties.test.ts',
      '**/*.property.test.ts',
      '**/*-memory.test.ts',
      '**/runtimes/**',
      '**/simulation/**',
      '**/node_modules/**',
    ],
    testTimeout: 20_000,
    coverage: {
      enabled: true,
      provider: 'v8',
      include: FOLDERS.map((folder) => `packages/core/src/${folder}/**/*.ts`),
      reporter: [['text', { skipFull: true }]],
      reportsDirectory: 'node_modules/.cache/sallyport/coverage',
      thresholds: { branches: 100, lines: 100, functions: 100, statements: 100, perFile: true },
    },
  },
});
