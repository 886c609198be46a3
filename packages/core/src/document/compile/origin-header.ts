/**
 * Which header names the Worker gate may set for an origin.
 */
import { isFieldName } from './token-from.ts';

// Fields that carry credentials, frame the message or belong to one hop (RFC 9110 section 7.6.1).
const FORBIDDEN_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'origin',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What is wrong with a header's name, as a finding without its place. */
export interface HeaderFault {
  readonly code: string;
  readonly message: string;
  readonly suggestion: string | null;
}

/** One name for all spellings that servers which ignore case or map `_` to `-` take for one header. */
export function toFoldedHeader(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** The fault of a name, or null. `first` is another name of the policy that folds to the same. */
export function findHeaderFault(name: string, first: string | undefined): HeaderFault | null {
  if (!isFieldName(name)) {
    const message = 'this cannot be the name of a header';
    return { code: 'invalid-field-name', message, suggestion: 'use letters, digits and hyphens' };
  }
  if (FORBIDDEN_HEADERS.has(toFoldedHeader(name))) {
    const message = `"${name}" carries something else and must not be replaced`;
    return { code: 'forbidden-header', message, suggestion: `use a name of your own, such as "x-user"` };
  }
  if (first === undefined) return null;
  const message = `"${name}" and "${first}" are one header to servers that ignore case or read "_" as "-"`;
  return { code: 'header-conflict', message, suggestion: 'keep one of them' };
}
