import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PACKAGES = join(import.meta.dirname, '../packages');

// Builds every package; the references keep it incremental. Output goes to stderr: `start --json` owns stdout.
const result = spawnSync('tsc', ['-b'], { stdio: ['ignore', 2, 2] });

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
