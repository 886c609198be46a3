/**
 * Whom an issuer's tokens must be for, and which clients may hold them.
 *
 * Spec: RFC 7519 section 4.1.3, RFC 8725 section 3.9 (attack: a token for another API of the same issuer).
 */
import { toChildPointer } from '../pointer.ts';
import type { IssuerEntry } from '../policy.ts';
import type { CompileContext } from './context.ts';
import { checkPlaceholder, isExampleDomain } from './placeholders.ts';

/** The accepted audiences: null with a written reason for none. */
export type Audiences = ReadonlySet<string> | null;

/** Accepted audiences of a list at `pointer`; undefined where one cannot be used. */
export function compileAudience(
  audience: string | readonly string[],
  pointer: string,
  context: CompileContext,
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

/**
 * The audiences of one issuer.
 *
 * @param shared - The policy's own audiences; undefined where it has none, `unusable` where they were reported.
 */
export function compileIssuerAudience(
  entry: IssuerEntry,
  shared: ReadonlySet<string> | 'unusable' | undefined,
  pointer: string,
  context: CompileContext,
): Audiences | undefined {
  const { report, unsafeSettings } = context;
  const at = toChildPointer(pointer, 'audience');
  if (entry.unsafeNoAudience !== undefined) {
    const unsafe = toChildPointer(pointer, 'unsafeNoAudience');
    checkPlaceholder(entry.unsafeNoAudience, unsafe, report);
    unsafeSettings.push({ pointer: unsafe, setting: 'unsafeNoAudience', why: entry.unsafeNoAudience });
    if (entry.audience === undefined) return null;
    const message = '"unsafeNoAudience" cannot stand beside "audience"';
    report.error({ pointer: unsafe, at: 'name', code: 'audience-conflict', message, suggestion: 'remove it' });
    return undefined;
  }
  if (entry.audience !== undefined) return compileAudience(entry.audience, at, context);
  if (shared === 'unusable' || context.excused.has(at)) return undefined;
  if (shared !== undefined) return shared;
  report.error({
    pointer,
    at: 'name',
    code: 'audience-missing',
    message: 'this issuer has no "audience": any of its tokens would be accepted, whatever API they are for',
    suggestion: 'add "audience": "..." here or at the top of the policy',
  });
  return undefined;
}

function isAudience(text: string, pointer: string, { report }: CompileContext): boolean {
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
