import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PATH, ROOT } from './run.mjs';

const PACKAGES = join(ROOT, 'packages');

// Builds every package; the references keep it incremental. Output goes to stderr: `start --json` owns stdout.
const result = spawnSync('tsc', ['-b'], { cwd: ROOT, stdio: ['ignore', 2, 2], env: { ...process.env, PATH } });
if (result.error !== undefined) console.error(`tsc did not run (${result.error.message}): are the packages installed?`);

// Every message on a denial points to the reference of the reasons: the package brings its own copy.
mkdirSync(join(PACKAGES, 'cli/docs'), { recursive: true });
copyFileSync(join(ROOT, 'docs/reasons.md'), join(PACKAGES, 'cli/docs/reasons.md'));

// Policies name their schema as `./node_modules/sallyport/schema.json`.
copyFileSync(join(PACKAGES, 'core/schema.json'), join(PACKAGES, 'cli/schema.json'));
if (result.status !== 0) process.exit(result.status ?? 1);

// What `sallyport init` writes is what the examples are.
const { TEMPLATES } = await import('../packages/cli/dist/init/templates.js');
for (const { source, packed } of TEMPLATES) {
  const target = join(PACKAGES, 'cli/dist', packed);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(PACKAGES, '..', source), target);
}
