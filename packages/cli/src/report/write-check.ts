/**
 * Writes a check in the format that was asked for.
 */
import { writeLine, writeOut } from '../terminal.ts';
import { readVersion } from '../version.ts';
import { toCheckLines } from './check-lines.ts';
import type { CheckReport } from './check-report.ts';
import { toGithubLines } from './github.ts';
import { toSarif } from './sarif.ts';

/** The formats of `check --format`. */
export const FORMATS = ['pretty', 'json', 'github', 'sarif'] as const;

/** `pretty` is for people, on standard error; the others are for machines, on standard output. */
export type Format = (typeof FORMATS)[number];

/** Writes the whole report. */
export async function writeCheck(report: CheckReport, format: Format): Promise<void> {
  if (format === 'pretty') for (const line of toCheckLines(report)) writeLine(line);
  else if (format === 'json') await writeOut(`${JSON.stringify(report)}\n`);
  else if (format === 'sarif') await writeOut(`${JSON.stringify(toSarif(report, await readVersion()), null, 2)}\n`);
  else for (const line of toGithubLines(report)) await writeOut(`${line}\n`);
}
