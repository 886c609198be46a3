/**
 * Compiles cross-origin access: exact origins only.
 *
 * Spec: Fetch section 3.3 (attack: `*` or a reflected origin together with credentials).
 */
import { toChildPointer, toPointer } from '../pointer.ts';
import type { CorsEntry } from '../policy.ts';
import { checkUrl } from '../resolve/url.ts';
import type { CompileContext } from './context.ts';
import { isFieldName } from './token-from.ts';

const MAX_AGE_SECONDS = 600;

/** The section with its defaults, or null where the policy has none. */
export function compileCors(entry: CorsEntry | undefined, context: CompileContext): CorsEntry | null {
  if (entry === undefined) return null;
  const at = toPointer('cors');
  const list = toChildPointer(at, 'origins');
  for (const [index, origin] of entry.origins.entries())
    checkOrigin(origin, toChildPointer(list, index), entry, context);
  for (const key of ['allowHeaders', 'exposeHeaders'] as const) {
    for (const [index, name] of (entry[key] ?? []).entries()) {
      if (isFieldName(name) && name !== '*') continue;
      const pointer = toChildPointer(toChildPointer(at, key), index);
      const message = 'this cannot be the name of a header';
      context.report.error({ pointer, code: 'invalid-field-name', message, suggestion: 'list each header by name' });
    }
  }
  return {
    ...entry,
    allowHeaders: entry.allowHeaders ?? [],
    exposeHeaders: entry.exposeHeaders ?? [],
    maxAgeSeconds: entry.maxAgeSeconds ?? MAX_AGE_SECONDS,
  };
}

function checkOrigin(text: string, pointer: string, entry: CorsEntry, { report, hosts }: CompileContext): void {
  if (text.includes('${')) return;
  if (text === '*' && entry.credentials === undefined && entry.origins.length === 1) return;
  if (text.includes('*') || text === 'null') {
    const message =
      text === '*' ? '"*" stands alone and without "credentials"' : `"${text.slice(0, 60)}" is not one exact origin`;
    report.error({
      pointer,
      code: 'cors-origin',
      message,
      suggestion: 'list each origin, such as "https://app.acme.dev"',
    });
    return;
  }
  checkUrl({ text, pointer, form: 'origin', hosts }, report);
}
