import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = join(import.meta.dirname, '../packages');

// Builds every package; the references keep it incremental. Output goes to stderr: `start --json` owns stdout.
const result = spawnSync('tsc', ['-b'], { stdio: ['ignore', 2, 2] });

// Policies name their schema as `./node_modules/sallyport/schema.json`.
copyFileSync(join(PACKAGES, 'core/schema.json'), join(PACKAGES, 'cli/schema.json'));
process.exit(result.status ?? 1);
