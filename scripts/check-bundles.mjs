/**
 * Builds what each gate ships from its example and judges it: what it holds, how large it is, how fast it starts.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureColdStart } from './bundles/cold-start.mjs';
import { checkBundle } from './bundles/forbidden.mjs';
import { ROOT, run } from './run.mjs';
import { runSteps } from './steps.mjs';

const FOLDER = join(ROOT, 'node_modules/.cache/sallyport/bundles');
const LAMBDA_BUNDLE = join(FOLDER, 'lambda/authorizer/index.mjs');
const WORKERS = ['gateway', 'hono-api'];
const WRANGLER = { CI: 'true', WRANGLER_SEND_METRICS: 'false' };
// What design asks of the Lambda bundle, policy included.
const LAMBDA_KILOBYTES = 60;

/** @type {Awaited<ReturnType<typeof testIssuer>> | null} */
let issuer = null;

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
run(process.execPath, ['scripts/build.mjs']);

await runSteps([
  ...WORKERS.flatMap((name) => [
    /** @type {const} */ ([`examples/${name}: the policy builds`, () => buildPolicy(name)]),
    /** @type {const} */ ([`examples/${name}: wrangler types, then the compiler`, () => checkTypes(name)]),
    /** @type {const} */ ([`examples/${name}: wrangler deploy --dry-run`, () => deploy(name)]),
    /** @type {const} */ ([
      `examples/${name}: the bundle`,
      () => checkBundle('worker', readFileSync(workerBundle(name), 'utf8')),
    ]),
  ]),
  ['a local issuer is refused by the build of either gate', refuseLocal],
  ['Lambda: sallyport build --gate lambda', buildLambda],
  ['Lambda: the bundle', () => checkBundle('lambda', readFileSync(LAMBDA_BUNDLE, 'utf8'))],
  ['Lambda: start to first decision', coldStart],
]);

/** @param {string} name */
function example(name) {
  return join(ROOT, 'examples', name);
}

/** @param {string} name */
function workerBundle(name) {
  return join(FOLDER, name, 'index.js');
}

/** @param {string} name */
function buildPolicy(name) {
  run('sallyport', ['build'], { cwd: example(name) });
  return '';
}

/** @param {string} name */
function checkTypes(name) {
  run('wrangler', ['types'], { cwd: example(name), env: WRANGLER });
  run('tsc', [], { cwd: example(name) });
  return '';
}

/** @param {string} name */
function deploy(name) {
  const printed = run('wrangler', ['deploy', '--dry-run', '--outdir', join(FOLDER, name)], {
    cwd: example(name),
    env: WRANGLER,
  });
  if (!existsSync(workerBundle(name))) throw new Error(printed);
  return /Total Upload: .*/.exec(printed)?.[0] ?? '';
}

/** @param {object} issuer */
function writePolicy(issuer, name = 'policy.json') {
  const path = join(FOLDER, name);
  const audience = 'https://api.acme.dev';
  const routes = {
    'GET /orders/:id': { scopes: ['read:orders'] },
    'POST /orders': { scopes: ['write:orders'] },
    '/admin/*': { roles: ['admin'] },
  };
  writeFileSync(path, JSON.stringify({ issuers: { machines: { audience, ...issuer } }, routes }));
  return path;
}

function refuseLocal() {
  const path = writePolicy({ issuer: 'http://127.0.0.1:8788' }, 'local.json');
  for (const gate of ['worker', 'lambda']) {
    let refused = false;
    try {
      run('sallyport', ['build', path, '--gate', gate, '--out', join(FOLDER, 'local')]);
    } catch (error) {
      refused = error instanceof Error && error.message.includes('issuers.machines.issuer');
      if (!refused) throw error;
    }
    if (!refused) throw new Error(`the ${gate} gate was built`);
  }
  if (existsSync(join(FOLDER, 'local'))) throw new Error('something was written');
  return '';
}

async function testIssuer() {
  const { createTestIssuer } = await import('@sallyport/core/testing');
  return createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' });
}

async function buildLambda() {
  issuer = await testIssuer();
  // Keys in the policy: a cold start without the network, as with a snapshot baked at build time.
  const path = writePolicy({ issuer: issuer.issuer, jwks: await issuer.jwks() });
  run('sallyport', ['build', path, '--gate', 'lambda', '--out', join(FOLDER, 'lambda')]);
  const kilobytes = statSync(LAMBDA_BUNDLE).size / 1024;
  return `${kilobytes.toFixed(1)} KB as shipped, to be ${LAMBDA_KILOBYTES} KB at most`;
}

async function coldStart() {
  if (issuer === null) throw new Error('there is no bundle');
  const token = await issuer.mint({}, { scopes: ['read:orders'] });
  const methodArn = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/orders/1';
  return measureColdStart(FOLDER, { bundle: LAMBDA_BUNDLE, token, methodArn });
}
