/**
 * Resolves and judges an origin: scheme, host and port alone.
 */
import type { CompileContext } from './context.ts';
import { toAssumedUrl } from './identity.ts';
import { checkPlaceholder, isExampleDomain } from './placeholders.ts';
import { checkUrl } from './url.ts';

/** The origin that a text of the document stands for, or null (reported). */
export function resolveOrigin(
  text: string,
  pointer: string,
  { report, resolver, hosts }: CompileContext,
): string | null {
  const resolved = resolver.resolve(text, pointer, toAssumedUrl);
  if (resolved === null || checkPlaceholder(resolved.text, pointer, report) === 'left') return null;
  if (isExampleDomain(resolved.text)) {
    const message = 'example.com belongs to nobody: a placeholder was left in';
    report.warning({ pointer, code: 'example-domain', message, suggestion: 'write your own origin' });
  }
  const url = checkUrl({ text: resolved.text, pointer, form: 'origin', hosts }, report);
  return url === null ? null : url.origin;
}
