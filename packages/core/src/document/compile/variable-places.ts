/**
 * Where a document may hold `"${NAME}"`; everywhere else, and inside a longer string, it is an error.
 */
import { toChildPointer } from '../pointer.ts';
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';
import { findVariable } from '../resolve/variables.ts';

const VARIABLE_PLACES: readonly RegExp[] = [
  /^\/audience(\/\d+)?$/,
  /^\/issuers\/[^/]+\/(issuer|jwksUri)$/,
  /^\/issuers\/[^/]+\/audience(\/\d+)?$/,
  /^\/issuers\/[^/]+\/tenants\/\d+$/,
  /^\/issuers\/[^/]+\/hmac\/secrets\/\d+$/,
  /^\/worker\/origins(\/[^/]*)?$/,
  /^\/worker\/publicOrigin$/,
  /^\/worker\/assertion\/(key|nextKey)$/,
];
// Free text of others: keys as issuers publish them, claims as a test supposes them.
const FREE_PLACES = /^\/(\$schema|issuers\/[^/]+\/jwks\/keys|tests\/\d+\/token\/claims)(\/|$)/;

/** Reports every `${` outside the places that take a variable, and every one that is not the whole string. */
export function checkVariablePlaces(document: PolicyDocument, report: Report): void {
  // Most documents hold none, and then no place has to be named.
  if (holdsVariable(document)) visit(document, '', report);
}

function holdsVariable(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.includes('${') || holdsVariable(member));
}

function visit(value: unknown, pointer: string, report: Report): void {
  if (FREE_PLACES.test(pointer)) return;
  if (typeof value === 'string') checkText(value, pointer, report);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const place = toChildPointer(pointer, name);
    if (name.includes('${')) reportMisplaced(place, 'name', report);
    visit(member, place, report);
  }
}

function checkText(text: string, pointer: string, report: Report): void {
  if (!text.includes('${')) return;
  if (!VARIABLE_PLACES.some((place) => place.test(pointer))) {
    reportMisplaced(pointer, 'value', report);
  } else if (findVariable(text) === null) {
    const message = 'a variable must be the whole string';
    const suggestion = `write "\${NAME}" and put the whole value into NAME`;
    report.error({ pointer, code: 'variable-inside-text', message, suggestion });
  }
}

function reportMisplaced(pointer: string, at: 'name' | 'value', report: Report): void {
  const message = 'a variable is not accepted here';
  const suggestion = 'write the value itself; what a route demands never depends on the environment';
  report.error({ pointer, at, code: 'variable-not-allowed', message, suggestion });
}
