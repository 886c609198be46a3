/**
 * Which addresses a policy may hold: https, or http on this machine while nothing ships.
 *
 * Trust: hosts are read by `URL`, as `fetch` reads them, so that 127.1 and 0x7f000001 count as what they are.
 * Private networks are not refused: addresses come from the policy alone, never from a request.
 */
import type { Report } from '../report.ts';

/** Which hosts a policy may name: a built policy must hold nothing local. */
export type HostRule = 'loopbackAllowed' | 'publicOnly';

/** What may follow the host. */
export type UrlForm = 'identifier' | 'keySet' | 'origin';

/** One address to be judged. */
export interface UrlQuestion {
  readonly text: string;
  readonly pointer: string;
  readonly form: UrlForm;
  readonly hosts: HostRule;
}

const CORRECT_FORM: Readonly<Record<UrlForm, string>> = {
  identifier: 'a URL without user name, query and fragment',
  keySet: 'a URL without user name and fragment',
  origin: 'scheme, host and port alone',
};

/** The address as a URL when it is http or https, or null. */
export function parseWebUrl(text: string): URL | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}

/** Whether a URL leads to this machine. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/\.$/, '');
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Loopback by any other name: what must not ship, though http is not accepted for it either. */
function isLocal(url: URL): boolean {
  const host = url.hostname.replace(/\.$/, '');
  return isLoopback(url) || /\.localhost$|^0\.0\.0\.0$|^\[::\]$|^\[::ffff:7f[0-9a-f]{2}:/.test(host);
}

/** Whether a URL is where an issuer publishes its metadata, which people take for the issuer or its keys. */
export function isMetadataAddress(text: string): boolean {
  return /\/\.well-known\/(openid-configuration|oauth-authorization-server)/.test(text);
}

/** Judges an http or https address; every fault is reported. Returns the URL when there is none. */
export function checkUrl({ text, pointer, form, hosts }: UrlQuestion, report: Report): URL | null {
  const url = parseWebUrl(text);
  if (url === null) {
    const message = 'this is not an http or https URL';
    report.error({ pointer, code: 'not-a-url', message, suggestion: 'write it with https://' });
    return null;
  }
  const faults = [findFormFault(text, url, form), findHostFault(url, hosts)].filter((fault) => fault !== null);
  for (const fault of faults) report.error({ pointer, ...fault });
  return faults.length === 0 ? url : null;
}

interface UrlFault {
  readonly code: string;
  readonly message: string;
  readonly suggestion: string | null;
}

function findFormFault(text: string, url: URL, form: UrlForm): UrlFault | null {
  const hasUser = url.username !== '' || url.password !== '' || /^https?:\/\/[^/?#]*@/i.test(text);
  const isVisible = /^[\x21-\x7e]+$/.test(text);
  const isPlain =
    isVisible &&
    !hasUser &&
    !text.includes('#') &&
    (form === 'keySet' || !text.includes('?')) &&
    (form !== 'origin' || text === url.origin);
  if (isPlain) return null;
  // A user name may come with a password: never repeated.
  const corrected = form === 'origin' && !hasUser ? `write "${url.origin}"` : null;
  const expected = isVisible || hasUser ? CORRECT_FORM[form] : 'visible ASCII characters alone (RFC 3986 section 2)';
  return { code: 'url-form', message: `expected ${expected}`, suggestion: corrected };
}

function findHostFault(url: URL, hosts: HostRule): UrlFault | null {
  if (hosts === 'publicOnly' && isLocal(url)) {
    return {
      code: 'local-address',
      message: 'a built policy must not name this machine',
      suggestion: 'use the address that the deployed gate will reach',
    };
  }
  if (url.protocol === 'https:' || (hosts === 'loopbackAllowed' && isLoopback(url))) return null;
  return {
    code: 'http-address',
    message: hosts === 'publicOnly' ? 'http is not accepted' : 'http is accepted for loopback hosts only',
    suggestion: 'use https',
  };
}
