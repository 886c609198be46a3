/**
 * Warns of claim names that read like paths: a dot in them was meant to lead inside an object.
 */
import { listDecisiveClaims, listPassedClaims } from '../named-claims.ts';
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';

// Objects that providers nest facts in.
const NESTING_CLAIM = /^(realm_access|resource_access|app_metadata|user_metadata)\./;

/** Warnings on the claims that a document names. */
export function findClaimAdvice(document: PolicyDocument, report: Report): void {
  for (const { text, pointer, at } of [...listDecisiveClaims(document), ...listPassedClaims(document)]) {
    if (!NESTING_CLAIM.test(text)) continue;
    const message = `"${text.slice(0, 60)}" names one claim with a dot in its name`;
    const suggestion = `write "/${text.replaceAll('.', '/')}" to read inside`;
    report.warning({ pointer, at, code: 'dotted-claim', message, suggestion });
  }
}
