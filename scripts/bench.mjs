/**
 * Compares decisions with their peers and with themselves at other sizes: `node scripts/bench.mjs [NAME ...]`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../test/bench/main.ts');

// `source` lets the packages' TypeScript be read: nothing has to be built first.
const { status } = spawnSync(process.execPath, ['--conditions=source', MAIN, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
