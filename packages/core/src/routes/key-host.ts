/**
 * The host in a route key's target: a lower-case name, with a port if it is not its scheme's own.
 *
 * Does not: take wildcards, parameters or IPv6 addresses.
 */
import { type Mistake, toMistake } from './mistake.ts';

const LABEL = '[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?';
const HOST = new RegExp(`^(${LABEL}(?:\\.${LABEL})*)(?::([1-9][0-9]{0,4}))?$`);
const IPV4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/;

/** Parses a host that is not empty. A mistake's fix replaces the host; it starts with `/` where a path was meant. */
export function parseHost(text: string): { readonly kind: 'host'; readonly host: string } | Mistake {
  const mistake = findMistake(text);
  return mistake ?? { kind: 'host', host: text };
}

function findMistake(text: string): Mistake | null {
  if (/[*{[]|^:|\.:[A-Za-z_]/.test(text)) {
    return toMistake(
      'a host in a route key is a literal name: no wildcard, parameter or address in brackets',
      null,
      'write one key a host, or leave the host out for every host',
    );
  }
  if (text.includes('@')) return toMistake('a host in a route key has no user information', text.replace(/^.*@/, ''));
  if (/[^!-~]/.test(text)) return toMistake('a host in a route key is written in its ASCII form', toAsciiHost(text));
  if (/[A-Z]/.test(text)) return toMistake('a host in a route key is lower-case', text.toLowerCase());
  if (/\.(:|$)/.test(text)) return toMistake('a host in a route key has no final dot', text.replace(/\.+(?=:|$)/, ''));
  if (/:(80|443)$/.test(text)) {
    return toMistake('requests on default ports are compared without the port', text.replace(/:[0-9]+$/, ''));
  }
  const [, name, port] = HOST.exec(text) ?? [];
  if (Number(port) > 65_535 || (name === undefined && text.includes(':'))) {
    return toMistake('a port is a number from 1 to 65535 without leading zeros', text.replace(/:.*$/, ''));
  }
  if (name === undefined) return toMistake('the text before the first "/" is no host', `/${text}`);
  // "orders/:id" would be the host "orders", which no request has: the leading slash was forgotten.
  const isSingleWord = !name.includes('.') && name !== 'localhost' && port === undefined;
  const isNumber = /(^|\.)[0-9]+$/.test(name) && !IPV4.test(name);
  return isSingleWord || isNumber ? toMistake('the path does not start with "/"', `/${text}`) : null;
}

function toAsciiHost(text: string): string | null {
  return URL.canParse(`https://${text}`) ? new URL(`https://${text}`).host : null;
}
