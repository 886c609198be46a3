/**
 * Judges the deploy templates of examples/: the authorizer of each built, each read by its own tool, the properties of
 * all in one table. The tools come from a lockfile of their own in test/templates.
 */
import { join } from 'node:path';
import { ROOT, run } from './run.mjs';

const FOLDER = join(ROOT, 'test/templates');

run(process.execPath, ['scripts/build.mjs']);
run('npx', ['-y', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline', '--reporter=silent'], { cwd: FOLDER });

// Not before the tools are installed.
const { checkTemplates } = await import('../test/templates/main.ts');
const wrong = await checkTemplates(run);
for (const line of wrong) console.log(`  ${line}`);
console.log(wrong.length === 0 ? '  every property holds in every template' : `  ${wrong.length} wrong`);
process.exitCode = wrong.length === 0 ? 0 : 1;
