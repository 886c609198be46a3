/**
 * Runs the Lambda bundle as a user builds it under AWS's own runtime client, on every Node that Lambda offers.
 *
 * The client compiles native code: it is installed here alone, from a lockfile outside the workspace.
 */
import { run } from './run.mjs';
import { providePrograms } from './runtime-client/install.mjs';
import { runSteps } from './steps.mjs';

// Alone and first: what needs these programs could only fail after them.
await runSteps([['programs to compile with', providePrograms]]);
if (process.exitCode !== 0) process.exit();

run(process.execPath, ['scripts/build.mjs']);

// Not before the packages are built.
const { checkRuntimeClient } = await import('./runtime-client/main.mjs');
await checkRuntimeClient();
