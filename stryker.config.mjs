// In place, because in a sandbox the workspace's links lead back to the sources without mutants: run it in a clone of its
// own, never in a tree that somebody works in. One folder at a time is quicker:
//   SALLYPORT_MUTATE=routes pnpm mutate --mutate 'packages/core/src/routes/**/*.ts'
// What it found, and why each survivor is accepted, stands in test/MUTATION.md.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['packages/core/src/{credential,token,keys,claims,requirement,routes}/**/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts' },
  coverageAnalysis: 'perTest',
  inPlace: true,
  concurrency: 2,
  // A busy machine must not pass for an endless loop.
  timeoutMS: 20_000,
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: 'node_modules/.cache/sallyport/mutation.json' },
  tempDirName: 'node_modules/.cache/stryker',
  thresholds: { high: 95, low: 90, break: 90 },
};
