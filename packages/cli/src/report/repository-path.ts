/**
 * A file's name as the tools around a repository know it: from its root, with slashes.
 */
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** The path from the checked-out repository, or from the working folder; as it was given where it lies outside. */
export function toRepositoryPath(file: string): string {
  const root = process.env.GITHUB_WORKSPACE || process.cwd();
  const path = relative(root, resolve(file));
  const isOutside = path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return (isOutside ? file : path).split(sep).join('/');
}
