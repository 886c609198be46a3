import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

// `source` lets every test read the packages' TypeScript: no build is needed before a test.
const source = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } };

export default defineConfig({
  test: {
    // The default leaves a two-core machine one worker; many tests wait for a deadline, and others run meanwhile.
    maxWorkers: 3,
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
          exclude: ['test/**/*.{workerd,tools,waits}.test.ts', '**/node_modules/**'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          globalSetup: ['test/support/reasons-setup.ts'],
          setupFiles: ['test/support/leak-scan.ts'],
        },
      },
      {
        ...source,
        plugins: [
          cloudflareTest({
            miniflare: {
              // Not newer than the workerd that the plugin brings.
              compatibilityDate: '2026-10-01',
              bindings: { ISSUER: 'https://tokens.acme.dev' },
              kvNamespaces: ['SALLYPORT_KEYS'],
              serviceBindings: {
                // Echoes what it gets.
                ORIGIN: async (request) => {
                  const { url, method, headers } = request;
                  return Response.json({
                    url,
                    method,
                    headers: Object.fromEntries(headers),
                    body: await request.text(),
                  });
                },
              },
            },
          }),
        ],
        test: { name: 'workerd', include: ['test/**/*.workerd.test.ts'], testTimeout: 20_000, hookTimeout: 60_000 },
      },
    ],
  },
});
