/**
 * Takes the stage off a request target, as the `execute-api` host does; the rest stays verbatim.
 */
import { parseTarget } from '../request/target.ts';

/** The target after `/{stage}`, or `undefined` when it names another stage; `/{stage}` alone is the root. */
export function stripStage(rawTarget: string, stage: string): string | undefined {
  const target = parseTarget(rawTarget);
  if (target === undefined || !`${target.path}/`.startsWith(`/${stage}/`)) return undefined;
  const path = target.path.slice(stage.length + 1);
  const query = target.query === '' ? '' : `?${target.query}`;
  return `${path === '' ? '/' : path}${query}`;
}
