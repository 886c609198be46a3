/**
 * The `curl` lines that make a request of the page at the local gates.
 *
 * Trust: a pasted token is never written out: its place is taken by a variable of the shell.
 */
import type { TokenSource } from '@sallyport/core';
import type { PageSession, TokenOrder } from '../protocol.ts';
import type { PageRequest } from './request.ts';

/** Where a request's token comes from. */
export type CurlToken =
  | { readonly kind: 'none' }
  | { readonly kind: 'pasted' }
  | { readonly kind: 'minted'; readonly issuer: string; readonly order: TokenOrder; readonly token: string };

/** One line for each gate, and what to do first. */
export interface CurlLines {
  readonly worker: string;
  /** Null where no API Gateway is served. */
  readonly apiGateway: string | null;
  readonly note: string | null;
}

/** The lines; `request` is without its token. */
export function toCurlLines(
  request: PageRequest,
  from: TokenSource,
  token: CurlToken,
  addresses: PageSession['addresses'],
): CurlLines {
  const text = toTokenText(token, addresses.issuer);
  return {
    worker: toCurl(request, from, text, addresses.worker),
    apiGateway: addresses.apiGateway === null ? null : toCurl(request, from, text, addresses.apiGateway),
    note: token.kind === 'pasted' ? 'Put the pasted token into TOKEN first; this page does not write it out.' : null,
  };
}

function toCurl(
  { method, url, headers }: PageRequest,
  from: TokenSource,
  token: string | null,
  address: string,
): string {
  const absolute = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(url);
  const target = absolute === null ? url : (absolute[2] ?? '/');
  const parts = ['curl -i'];
  // curl resolves dot segments itself unless told not to, and the gate would never see them.
  if (/\/\.|%2e/i.test(target)) parts.push('--path-as-is');
  if (method === 'HEAD') parts.push('-I');
  else if (method !== 'GET') parts.push(`-X ${method}`);
  const query = from.kind === 'query' && token !== null ? `${target.includes('?') ? '&' : '?'}${from.name}=` : '';
  parts.push(query === '' ? quote(`${address}${target}`) : `${quote(`${address}${target}${query}`)}"${token}"`);
  const host = absolute?.[1];
  if (host !== undefined && host !== '') parts.push(`-H ${quote(`host: ${host}`)}`);
  for (const [name, value] of headers) parts.push(`-H ${quote(`${name}: ${value}`)}`);
  if (token !== null && from.kind === 'authorization') parts.push(`-H "authorization: Bearer ${token}"`);
  if (token !== null && from.kind === 'header') parts.push(`-H "${from.name}: ${token}"`);
  if (token !== null && from.kind === 'cookie') parts.push(`-H "cookie: ${from.name}=${token}"`);
  return parts.join(' ');
}

/** Text for inside double quotes of a shell; null without a token. */
function toTokenText(token: CurlToken, issuerAddress: string): string | null {
  if (token.kind === 'none') return null;
  if (token.kind === 'pasted') return '$TOKEN';
  const { order, issuer } = token;
  const isPlain =
    Object.keys(order.claims ?? {}).length + order.permissions.length + order.groups.length === 0 &&
    order.audience === undefined &&
    order.type !== 'id' &&
    order.type !== 'machine';
  if (!isPlain) return token.token;
  const url = new URL(`${issuerAddress}/mint/${encodeURIComponent(issuer)}`);
  for (const scope of order.scopes) url.searchParams.append('scope', scope);
  for (const role of order.roles) url.searchParams.append('role', role);
  if (order.subject !== undefined) url.searchParams.set('sub', order.subject);
  if (order.expiresInSeconds !== 900) url.searchParams.set('expires', String(order.expiresInSeconds));
  return `$(curl -s ${quote(url.href)})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
