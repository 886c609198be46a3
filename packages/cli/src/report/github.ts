/**
 * Findings as workflow commands of GitHub Actions, which annotate the lines of a pull request.
 *
 * Trust: messages quote keys of a pull request; a line break in one would be a command of its own.
 */
import type { LocatedFinding } from '../source/finding.ts';
import { toPrintable } from '../terminal.ts';
import type { CheckReport } from './check-report.ts';
import { toPointerText } from './pointer-text.ts';
import { toRepositoryPath } from './repository-path.ts';

/** One line each; empty for a check without findings and notes. */
export function toGithubLines({ findings, notes }: Pick<CheckReport, 'findings' | 'notes'>): readonly string[] {
  return [...findings.map(toCommand), ...notes.map((note) => `::notice title=sallyport::${toData(note)}`)];
}

function toCommand({ level, code, file, line, column, pointer, message, suggestion }: LocatedFinding): string {
  const properties: Readonly<Record<string, string | number | null>> = {
    file: toRepositoryPath(file),
    line,
    col: column,
    title: `sallyport ${code}`,
  };
  const written = Object.entries(properties).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${toProperty(String(value))}`],
  );
  const fix = suggestion === null ? '' : ` (${suggestion})`;
  return `::${level} ${written.join(',')}::${toData(`${toPointerText(pointer)}: ${message}${fix}`)}`;
}

function toData(text: string): string {
  return toPrintable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function toProperty(text: string): string {
  return toData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
