/**
 * Writes what templates/cloudflare-gateway takes over from examples/gateway, so that the two cannot drift; with --check,
 * tells of every file that differs and writes nothing.
 *
 * The template stands outside the workspace: it is installed from the registry, at the versions of this release.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toManifestText } from '../packages/cli/src/init/manifest.ts';
import { ROOT } from './run.mjs';

const NAME = 'sallyport-gateway';
const FOLDER = join(ROOT, 'templates/cloudflare-gateway');
/** Where the example's own settings begin; what stands before is any gateway's. */
const OWN_SETTINGS = '  // Without --env,';

// What the deploy form says beside each variable.
const DESCRIPTIONS = {
  ORIGIN_URL: 'Where allowed requests go: the `https` address of your API, without a path.',
  ISSUER: 'Who signs your tokens: exactly what they have as `iss`, such as `https://acme.okta.com/oauth2/default`.',
  AUDIENCE: 'Whom the tokens are for: exactly what they have as `aud`, such as `api://default`.',
};

const SETTINGS = `  // Asked for by the deploy form. An empty one closes the gateway, and so does an address that is local or no https.
  "vars": { "ORIGIN_URL": "", "ISSUER": "", "AUDIENCE": "" }
  // A fuse, many times what a decision takes. Needs a paid plan.
  // "limits": { "cpu_ms": 100 },
  // Once a route leads here, leave workers.dev: none of the zone's own rules apply there.
  // "workers_dev": false,
  // "routes": [{ "pattern": "api.acme.dev", "custom_domain": true }],
  // Key sets kept for all locations. Write access to this namespace is signing authority: use it for nothing else.
  // "kv_namespaces": [{ "binding": "SALLYPORT_KEYS", "id": "<of wrangler kv namespace create SALLYPORT_KEYS>" }],
  // Counts every decision. The account needs Analytics Engine switched on.
  // "analytics_engine_datasets": [{ "binding": "SALLYPORT_METRICS", "dataset": "sallyport" }]
}
`;

const files = new Map([
  ['package.json', toManifest()],
  ['wrangler.jsonc', toWranglerText(readExample('wrangler.jsonc'))],
  ['tsconfig.json', readExample('tsconfig.json')],
  ['src/index.ts', readExample('src/index.ts')],
]);

const drifted = [...files].filter(([name, text]) => readTemplate(name) !== text).map(([name]) => name);
if (process.argv.includes('--check')) {
  for (const name of drifted) console.log(`templates/cloudflare-gateway/${name} is not what the example says`);
  process.exitCode = drifted.length === 0 ? 0 : 1;
} else {
  for (const name of drifted) writeFileSync(join(FOLDER, name), files.get(name) ?? '');
  console.log(drifted.length === 0 ? 'nothing to write' : `wrote ${drifted.join(', ')}`);
}

function toManifest() {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'packages/cli/package.json'), 'utf8'));
  const example = JSON.parse(readExample('package.json'));
  const manifest = JSON.parse(toManifestText([JSON.stringify(example)], NAME, version));
  const bindings = Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([name, description]) => [name, { description }]),
  );
  return `${JSON.stringify({ ...manifest, cloudflare: { bindings } }, null, 2)}\n`;
}

/** @param {string} example */
function toWranglerText(example) {
  const end = example.indexOf(OWN_SETTINGS);
  if (end < 0) throw new Error(`examples/gateway/wrangler.jsonc has no line that begins with "${OWN_SETTINGS.trim()}"`);
  const inherited = example.slice(0, end).replace('  // What every environment inherits.\n', '');
  return inherited.replace(/"name": "[^"]+"/, `"name": "${NAME}"`) + SETTINGS;
}

/** @param {string} name */
function readExample(name) {
  return readFileSync(join(ROOT, 'examples/gateway', name), 'utf8');
}

/** @param {string} name */
function readTemplate(name) {
  const path = join(FOLDER, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
