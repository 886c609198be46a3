/**
 * Fails a whole run of the tests in which `authorize` never returned a declared reason.
 *
 * Does not: judge a part of the run: files or names picked on the command line leave it silent.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { REASONS } from '../../packages/core/src/decision/reasons.ts';

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/sallyport');

let run: { readonly project: TestProject; readonly folder: string } | null = null;

/** Makes the folder in which this run's processes leave the reasons they saw: one file each, one reason a line. */
export function setup(project: TestProject): void {
  mkdirSync(CACHE, { recursive: true });
  run = { project, folder: mkdtempSync(join(CACHE, 'reasons-')) };
  process.env.SALLYPORT_REASONS = run.folder;
}

/** @throws Error naming each declared reason that no test saw `authorize` return. */
export async function teardown(): Promise<void> {
  if (run === null) return;
  const seen = readRecorded(run.folder);
  rmSync(run.folder, { recursive: true, force: true });
  if (!(await isWholeRun(run.project))) return;
  const unseen = Object.keys(REASONS).filter((reason) => !seen.has(reason));
  const count = Object.keys(REASONS).length;
  if (unseen.length > 0) {
    throw new Error(`Declared reasons that authorize never returned in this run: ${unseen.join(', ')}`);
  }
  process.stdout.write(`\n Reasons  all ${count} were returned by authorize in this run\n`);
}

async function isWholeRun(project: TestProject): Promise<boolean> {
  if (project.vitest.getGlobalTestNamePattern() !== undefined) return false;
  const { testFiles } = await project.globTestFiles();
  const ran = project.vitest.state
    .getTestModules()
    .filter((module) => module.project.name === project.name)
    .map((module) => module.moduleId);
  return testFiles.every((file) => ran.includes(file));
}

function readRecorded(folder: string): ReadonlySet<string> {
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return new Set(texts.flatMap((text) => text.split('\n')).filter((line) => line !== ''));
}
