/**
 * Judges an issuer's identifier by the rules of its preset, and every identifier by the one that no preset is needed for.
 */
import type { IssuerRule } from './preset.ts';

/** What is wrong with an identifier and what to write. */
export interface IssuerFault {
  readonly code: 'preset-issuer' | 'admin-host';
  readonly message: string;
  readonly suggestion: string;
}

const OKTA_ADMIN_HOST = /^(https:\/\/[^/.]+)-admin(\.(?:okta|oktapreview|okta-emea|okta-gov)\.com(?:[/:].*)?)$/i;

/** An Okta console's address in place of the organisation's: it looks alike and serves no keys. */
export function findAdminHost(text: string): IssuerFault | null {
  if (!OKTA_ADMIN_HOST.test(text)) return null;
  return {
    code: 'admin-host',
    message: 'this is the address of the Okta admin console',
    suggestion: `write "${text.replace(OKTA_ADMIN_HOST, '$1$2')}"`,
  };
}

/** The first of a preset's rules that the identifier breaks, or null. */
export function findIssuerFault(
  { preset, issuerRules }: { readonly preset: string | null; readonly issuerRules: readonly IssuerRule[] },
  iss: string,
): IssuerFault | null {
  for (const { kind, pattern, message, suggestion, correct } of issuerRules) {
    if (new RegExp(pattern).test(iss) === (kind === 'require')) continue;
    const from = correct === null ? null : new RegExp(correct.from);
    const corrected = correct !== null && from?.test(iss) ? iss.replace(from, correct.to) : null;
    return {
      code: 'preset-issuer',
      message: `${message} (preset "${preset}")`,
      suggestion: corrected === null ? suggestion : `write "${corrected}"`,
    };
  }
  return null;
}
