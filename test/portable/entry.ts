/**
 * The module that is bundled: `runHere` for Node and browsers, a Worker for workerd.
 */
import type { CaseResult } from './case.ts';
import { runSuite } from './suite.ts';

/** A run of the suite, and what the runtime says about itself. */
export interface SuiteRun {
  readonly userAgent: string;
  /** Whether there is a `process` as Node has it: on workerd, whether `nodejs_compat` is on. */
  readonly hasProcess: boolean;
  readonly results: readonly CaseResult[];
}

/** Runs the suite on the runtime that this module was loaded by. */
export async function runHere(): Promise<SuiteRun> {
  return { userAgent: navigator.userAgent, hasProcess: 'process' in globalThis, results: await runSuite() };
}

export default {
  fetch: async (): Promise<Response> => Response.json(await runHere()),
};
