/**
 * Runs the steps of a check one after the other, prints what each found, and ends the process with the outcome.
 */

/**
 * Runs every step, whatever the ones before it did.
 *
 * @param {readonly (readonly [string, () => string | Promise<string>])[]} steps - What is checked, and the check: it
 * answers with a remark, or throws an error whose message says what is wrong.
 */
export async function runSteps(steps) {
  let failed = 0;
  for (const [what, check] of steps) {
    try {
      const remark = await check();
      console.log(`  ok      ${what}${remark === '' ? '' : `  ${remark}`}`);
    } catch (error) {
      failed += 1;
      const text = error instanceof Error ? error.message : String(error);
      console.log(`  FAILED  ${what}\n${text.replaceAll(/^/gm, '          ')}`);
    }
  }
  console.log(`  ${steps.length - failed} of ${steps.length} ok`);
  process.exitCode = failed === 0 ? 0 : 1;
}
