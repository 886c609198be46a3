import { spawnSync } from 'node:child_process';

// Builds every package; the references keep it incremental. Output goes to stderr: `start --json` owns stdout.
const result = spawnSync('tsc', ['-b'], { stdio: ['ignore', 2, 2] });
process.exit(result.status ?? 1);
