/**
 * Resolves and judges an origin: scheme, host and port alone.
 */
import type { ResolveContext } from './context.ts';
import { checkPlaceholder } from './placeholders.ts';
import { checkUrl } from './url.ts';
import { toAssumedUrl } from './variables.ts';

/** The origin that a text of the document stands for, or null (reported). */
export function resolveOrigin(
  text: string,
  pointer: string,
  { report, resolver, hosts }: ResolveContext,
): string | null {
  const resolved = resolver.resolve(text, pointer, toAssumedUrl);
  if (resolved === null || checkPlaceholder(resolved.text, pointer, report) === 'left') return null;
  const url = checkUrl({ text: resolved.text, pointer, form: 'origin', hosts }, report);
  return url === null ? null : url.origin;
}
