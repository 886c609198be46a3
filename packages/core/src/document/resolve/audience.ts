/**
 * Whom an issuer's tokens must be for: the audiences that are accepted.
 *
 * Spec: RFC 7519 section 4.1.3, RFC 8725 section 3.9 (attack: a token for another API of the same issuer).
 */
import { toChildPointer } from '../pointer.ts';
import type { ResolveContext } from './context.ts';
import { checkPlaceholder, isExampleDomain } from './placeholders.ts';

/** Accepted audiences of a list at `pointer`; undefined where one cannot be used. */
export function resolveAudience(
  audience: string | readonly string[],
  pointer: string,
  context: ResolveContext,
): ReadonlySet<string> | undefined {
  const listed = typeof audience === 'string' ? [audience] : audience;
  const accepted = new Set<string>();
  let usable = true;
  for (const [index, text] of listed.entries()) {
    const at = typeof audience === 'string' ? pointer : toChildPointer(pointer, index);
    const resolved = context.resolver.resolve(text, at, (name) => `urn:assumed:${name}`);
    if (resolved === null || !isAudience(resolved.text, at, context)) usable = false;
    else accepted.add(resolved.text);
  }
  return usable ? accepted : undefined;
}

function isAudience(text: string, pointer: string, { report }: ResolveContext): boolean {
  if (checkPlaceholder(text, pointer, report) === 'left') return false;
  if (text.includes('*')) {
    const message = 'an audience is compared exactly: "*" matches nothing but itself';
    const suggestion = 'list the audiences, or write "unsafeNoAudience" with the reason';
    report.error({ pointer, code: 'audience-wildcard', message, suggestion });
    return false;
  }
  if (isExampleDomain(text)) {
    const message = 'example.com belongs to nobody: a placeholder was left in';
    report.error({ pointer, code: 'placeholder', message, suggestion: "write your API's own identifier" });
    return false;
  }
  if (text.trim() === text) return true;
  report.error({ pointer, code: 'padded-text', message: 'an audience neither starts nor ends with a space' });
  return false;
}
