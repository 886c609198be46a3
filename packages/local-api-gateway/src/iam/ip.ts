/**
 * Reads the value of an IpAddress condition and tells whether an address lies inside it.
 *
 * Spec: CIDR, IPv4 or IPv6; an address without a prefix is that address alone [D IAM condition operators page].
 */
import { BlockList, isIP } from 'node:net';

/** Whether an address, as text, lies in a range; text that is no address lies in none. */
export type IpRange = (address: string) => boolean;

const PREFIX = /^\d{1,3}$/;

/** Reads `10.0.0.0/8`, `2001:db8::/32` or a single address; `undefined` for anything else. */
export function parseIpRange(text: string): IpRange | undefined {
  const slash = text.indexOf('/');
  const base = slash < 0 ? text : text.slice(0, slash);
  const version = isIP(base);
  if (version === 0 || base.includes('%')) return undefined;
  const widest = version === 4 ? 32 : 128;
  const prefixText = slash < 0 ? String(widest) : text.slice(slash + 1);
  if (!PREFIX.test(prefixText) || Number(prefixText) > widest) return undefined;
  const range = new BlockList();
  range.addSubnet(base, Number(prefixText), toFamily(version));
  return (address) => {
    const found = isIP(address);
    return found !== 0 && range.check(address, toFamily(found));
  };
}

function toFamily(version: number): 'ipv4' | 'ipv6' {
  return version === 4 ? 'ipv4' : 'ipv6';
}
