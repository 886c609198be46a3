/**
 * Finds what was copied from documentation and never filled in.
 */
import type { Report } from '../report.ts';

const PLACEHOLDER = /\{[^{}]*\}|<[^<>]*>|\bYOUR_|\byour-?(?:okta-?|auth0-?)?(?:domain|tenant)\b/i;
const EXAMPLE_DOMAIN = /(?:^|[^a-z0-9-])example\.com(?:$|[^a-z0-9.-])/i;

/** The placeholder that a text still holds, or null. */
export function findPlaceholder(text: string): string | null {
  return PLACEHOLDER.exec(text)?.[0] ?? null;
}

/** Whether a text names the domain that documentation uses and nobody owns (RFC 2606 section 3). */
export function isExampleDomain(text: string): boolean {
  return EXAMPLE_DOMAIN.test(text);
}

// As Microsoft's metadata writes its issuer for every tenant.
const TENANT_PLACEHOLDER = /^\{tenant_?id\}$/i;

/** Reports a placeholder left in; returns whether there was one. */
export function checkPlaceholder(text: string, pointer: string, report: Report): 'left' | 'none' {
  const found = findPlaceholder(text);
  if (found === null) return 'none';
  const message = `the placeholder "${found.slice(0, 40)}" was left in`;
  const suggestion = TENANT_PLACEHOLDER.test(found)
    ? 'put your own value in its place, or write "{tid}" in the issuer and list the "tenants" that are trusted'
    : 'put your own value in its place';
  report.error({ pointer, code: 'placeholder', message, suggestion });
  return 'left';
}
