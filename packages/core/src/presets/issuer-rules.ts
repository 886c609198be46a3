/**
 * Judges an issuer's identifier by the rules of its preset, and every identifier by the one that no preset is needed for.
 */
import type { IssuerRule } from './preset.ts';

/** What is wrong with an identifier and what to write; a whole identifier in it is one that no rule refuses. */
export interface IssuerFault {
  readonly code: 'preset-issuer' | 'admin-host';
  readonly message: string;
  readonly suggestion: string;
}

const OKTA_ADMIN_HOST = /^(https:\/\/[^/.]+)-admin(\.(?:okta|oktapreview|okta-emea|okta-gov)\.com(?:[/:].*)?)$/i;

/** The rules that an identifier is held to: those of its preset, none without one. */
export interface IssuerRules {
  readonly preset: string | null;
  readonly issuerRules: readonly IssuerRule[];
}

/** A fault with the identifier that would not have it; null where that cannot be told. */
interface Judged extends IssuerFault {
  readonly corrected: string | null;
}

/** No rule corrects what another has corrected more often than this. */
const MOST_CORRECTIONS = 4;

/** The first fault of an identifier, or null. What a rule corrects may break the next one, so it is judged until it passes. */
export function findIdentifierFault(rules: IssuerRules, iss: string): IssuerFault | null {
  const first = judge(rules, iss);
  if (first === null) return null;
  const { code, message } = first;
  let next: Judged = first;
  for (let corrections = 0; corrections < MOST_CORRECTIONS && next.corrected !== null; corrections += 1) {
    const { corrected } = next;
    const further = judge(rules, corrected);
    if (further === null) return { code, message, suggestion: `write "${corrected}"` };
    next = further;
  }
  return { code, message, suggestion: next.suggestion };
}

function judge(rules: IssuerRules, iss: string): Judged | null {
  return findAdminHost(iss) ?? findBrokenRule(rules, iss);
}

/** An Okta console's address in place of the organisation's: it looks alike and serves no keys. */
function findAdminHost(text: string): Judged | null {
  if (!OKTA_ADMIN_HOST.test(text)) return null;
  return {
    code: 'admin-host',
    message: 'this is the address of the Okta admin console',
    suggestion: 'write the address of the organisation',
    corrected: text.replace(OKTA_ADMIN_HOST, '$1$2'),
  };
}

/** The first of a preset's rules that the identifier breaks. */
function findBrokenRule({ preset, issuerRules }: IssuerRules, iss: string): Judged | null {
  for (const { kind, pattern, message, suggestion, correct } of issuerRules) {
    if (new RegExp(pattern).test(iss) === (kind === 'require')) continue;
    const from = correct === null ? null : new RegExp(correct.from);
    const corrected = correct !== null && from?.test(iss) ? iss.replace(from, correct.to) : null;
    return { code: 'preset-issuer', message: `${message} (preset "${preset}")`, suggestion, corrected };
  }
  return null;
}
