/** The playground is served by `sallyport dev` alone: no gate that is built holds any of it. */
import { fileURLToPath } from 'node:url';
import type { PolicyDocument } from '@sallyport/core';
import { buildPolicy, checkPolicy } from '@sallyport/core/check';
import { API_KINDS } from '@sallyport/dev';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleAuthorizer } from '../../../packages/cli/src/build/bundle.ts';
import { toPolicyModule } from '../../../packages/cli/src/build/policy-module.ts';
import { bundleGate } from '../../../packages/dev/src/gates/bundle.ts';
import { bundlePage } from '../../../packages/dev/src/playground/page-bundle.ts';
import { PAGE_HEADER } from '../../../packages/dev/src/playground/protocol.ts';

const POLICY: PolicyDocument = {
  issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
  routes: { 'GET /orders/:id': { scopes: ['read'] }, 'GET /ws': 'authenticated' },
  worker: { publicOrigin: 'https://api.acme.dev' },
};
// The page's header and its levers, in any case; minified bundles keep both, being text.
const TRACES = [/playground/i, /nothing was asked yet/i, /withdraw old keys/i, /trusted-types/i];
const resolution = { resolveDir: fileURLToPath(new URL('../../support', import.meta.url)), conditions: ['source'] };

function findTraces(text: string): readonly string[] {
  return TRACES.filter((trace) => trace.test(text)).map(String);
}

describe('what is searched for', () => {
  let page = '';
  beforeAll(async () => {
    page = await bundlePage();
  });

  test('is found where it is: in the page', () => {
    expect(findTraces(page)).toEqual(expect.arrayContaining([String(TRACES[0]), String(TRACES[2])]));
  });

  test('the page itself brings no module of Node and no address of elsewhere to fetch a script from', () => {
    expect(page).not.toMatch(
      /["'`]node:|\bimport\s*[{("'*]|importScripts|innerHTML|insertAdjacentHTML|document\.write/,
    );
    expect(page.length).toBeGreaterThan(100_000);
  });
});

describe('what CI holds the shipped bundles to', () => {
  test.each(['worker', 'lambda'])('refuses one for the %s gate that holds any of it', async (gate) => {
    const scripts = fileURLToPath(new URL('../../../scripts/bundles/forbidden.mjs', import.meta.url));
    const { checkBundle } = await import(scripts);
    expect(checkBundle(gate, 'export const name = "x-sallyport";\n')).toMatch(/KB min/);
    expect(() => checkBundle(gate, `export const name = ${JSON.stringify(PAGE_HEADER)};\n`)).toThrow('playground');
  });
});

describe('the Lambda gate', () => {
  test.each(API_KINDS)('as %s, from a document or built, holds none of it', async (kind) => {
    const built = await buildPolicy(checkPolicy(POLICY, { env: {} }));
    if (built === null) throw new Error('the policy has errors');
    const route = kind === 'websocket' ? 'GET /ws' : null;
    for (const form of ['document', 'built'] as const) {
      const policySource =
        form === 'built' ? toPolicyModule(built) : `export const policy = ${JSON.stringify(POLICY)};`;
      const plan = form === 'built' ? built.plan : null;
      const text = new TextDecoder().decode(await bundleAuthorizer({ policySource, plan, kind, route }));
      expect(text.length).toBeGreaterThan(10_000);
      expect(findTraces(text)).toEqual([]);
    }
  });
});

describe('the Worker gate', () => {
  test.each(['createGatewayWorker(policy)', 'sallyport(policy)'])('%s holds none of it', async (made) => {
    const name = made.slice(0, made.indexOf('('));
    const entry = `import { ${name} } from '@sallyport/worker';\nimport policy from 'sallyport:policy';\nexport default ${made};`;
    const text = await bundleGate(entry, POLICY, resolution);
    expect(text.length).toBeGreaterThan(10_000);
    expect(findTraces(text)).toEqual([]);
  });
});

describe('the packages that gates are made of', () => {
  test.each(['core', 'worker', 'lambda'])('%s, whole, reaches none of it', async (name) => {
    const { metafile } = await build({
      entryPoints: [fileURLToPath(new URL(`../../../packages/${name}/src/index.ts`, import.meta.url))],
      ...{ bundle: true, write: false, metafile: true, format: 'esm', platform: 'neutral', logLevel: 'silent' },
      ...{ conditions: ['source'], mainFields: ['module', 'main'], external: ['cloudflare:*', 'node:*'] },
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.length).toBeGreaterThan(20);
    expect(inputs.filter((path) => /packages\/(?:dev|cli)\/|playground/.test(path))).toEqual([]);
  });
});
