/**
 * Compares Sallyport with its peers, side by side: `--json` prints one object a row, `--write` the page of the results.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../test/peers/main.ts');

// `source` lets the packages' TypeScript be read: nothing has to be built first.
const { status } = spawnSync(process.execPath, ['--conditions=source', MAIN, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
