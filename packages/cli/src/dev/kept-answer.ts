/**
 * The line of `sallyport dev` for an answer that no decision explains.
 */
import type * as Dev from '@sallyport/dev';
import { paint, toPrintable } from '../terminal.ts';

/** Says of which request API Gateway had kept the result. */
export function toKeptLine({ status, effect, method, path, from }: Dev.KeptAnswer): string {
  const verdict = paint(effect === 'allow' ? 'green' : 'red', String(status));
  const why = `from the result that API Gateway kept of ${from.method} ${from.path} (the authorizer was not asked)`;
  return `  ${verdict} ${toPrintable(`${method} ${path}`)}  ${paint('dim', toPrintable(why))}`;
}
