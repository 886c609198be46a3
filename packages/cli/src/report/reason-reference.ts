/**
 * Where people read on about a reason: the one place that every message points to.
 */
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const REFERENCE = join('docs', 'reasons.md');

/** The folder of this package, of its sources and of its build alike. */
const OWN_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The reference's section on a reason, as a path that exists for who reads it: from the working folder where the
 * reference lies below it, absolute otherwise; null without a reason.
 *
 * @param ownFolder - The folder of this package. The repository has the reference itself, and a package its copy.
 */
export function toDocumentation(
  reason: string | null,
  ownFolder: string = OWN_FOLDER,
  workingFolder: string = process.cwd(),
): string | null {
  if (reason === null) return null;
  // Sources are never packed: where they are, this is the repository.
  const isRepository = existsSync(join(ownFolder, 'src'));
  const file = isRepository ? join(ownFolder, '..', '..', REFERENCE) : join(ownFolder, REFERENCE);
  return `${toShortPath(file, workingFolder)}#${reason}`;
}

function toShortPath(file: string, workingFolder: string): string {
  // A package manager that links packages hides the file behind a long path of its own.
  const linked = join('node_modules', 'sallyport', REFERENCE);
  const path = isSameFile(join(workingFolder, linked), file) ? linked : relative(workingFolder, file);
  const isOutside = path.startsWith(`..${sep}`) || isAbsolute(path);
  return (isOutside ? file : path).split(sep).join('/');
}

function isSameFile(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other);
}
