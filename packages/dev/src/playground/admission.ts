/**
 * Which requests the playground answers: those of its own page, and a person's first one for that page.
 *
 * Trust: everything here is on loopback, where other sites' pages reach too (attacks: DNS rebinding, cross-site request
 * forgery). They choose neither `Host`, `Origin` nor `Sec-Fetch-Site`, and need a preflight for the page's own header.
 */
import type { RawRequest } from '../server/http.ts';
import { isOwnHost } from '../server/own-host.ts';
import { PAGE_HEADER } from './protocol.ts';

/** Why a request is refused; null admits it. */
export function checkAdmission({ method, headers }: RawRequest, kind: 'page' | 'data'): string | null {
  const host = headers.get('host');
  if (!isOwnHost(host)) return 'host_not_local';
  if (kind === 'page') return method === 'GET' ? null : 'method_not_allowed';
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return 'cross_site';
  if (headers.get(PAGE_HEADER) === null) return 'not_the_page';
  if (method === 'GET') return null;
  if (method !== 'POST') return 'method_not_allowed';
  if (headers.get('origin') !== `http://${host}`) return 'cross_site';
  return headers.get('content-type') === 'application/json' ? null : 'not_json';
}
