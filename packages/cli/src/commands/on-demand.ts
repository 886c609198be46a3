/**
 * Loads a package that only one command needs, and says how to add it where it is absent.
 */
import { CommandError, EXIT } from '../exit.ts';

/**
 * Resolves to the imported module; throws CommandError when the package itself is not installed. A defect inside the
 * package, a missing dependency of its own included, is thrown as it is.
 *
 * @param load - `() => import('@sallyport/dev')`, written where it is used so that its types are known there.
 */
export async function loadOnDemand<T>(command: string, packageName: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const isAbsent =
      code === 'ERR_MODULE_NOT_FOUND' && error instanceof Error && error.message.includes(`'${packageName}'`);
    if (!isAbsent) throw error;
    throw new CommandError(
      EXIT.usage,
      `sallyport ${command} needs the package ${packageName}, which is not installed: npm install --save-dev ${packageName}`,
    );
  }
}
