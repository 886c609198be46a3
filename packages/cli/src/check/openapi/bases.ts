/**
 * Below which hosts and paths a description's operations are asked for.
 */
import { parseTarget } from '@sallyport/core';

/** Where a path of the description begins. */
export interface Base {
  /** Null for every host. */
  readonly host: string | null;
  /** Without a trailing slash; empty for the root. */
  readonly path: string;
}

const LOOPBACK = /^(localhost|.*\.localhost|127(\.[0-9]+){3}|\[::1\])(:[0-9]+)?$/;

/**
 * The distinct bases of some server addresses. A server on loopback is somebody's own machine, and counts only where there
 * is no other.
 *
 * @param only - The one path that the gate stands before; null takes those of the servers.
 */
export function toBases(servers: readonly string[], hosts: 'matter' | 'ignore', only: string | null): readonly Base[] {
  const read = servers.flatMap((server) => readBase(server) ?? []);
  const distant = read.filter(({ host }) => host === null || !LOOPBACK.test(host));
  const counting = distant.length > 0 ? distant : read.map(({ path }) => ({ host: null, path }));
  const bases = (counting.length > 0 ? counting : [{ host: null, path: '' }]).map(({ host, path }) => ({
    host: hosts === 'matter' ? host : null,
    path: only === null ? path : trim(only),
  }));
  return [...new Map(bases.map((base) => [JSON.stringify(base), base])).values()];
}

function readBase(server: string): Base | null {
  // A variable without a default says nothing that could be compared.
  if (/[{}]/.test(server)) return null;
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(server)) return { host: null, path: trim(server.replace(/^\.?\/?/, '/')) };
  const { host, rawPath } = parseTarget(server);
  return host === null ? null : { host, path: trim(rawPath) };
}

function trim(path: string): string {
  return path
    .replace(/[?#].*$/s, '')
    .replace(/\/+$/, '')
    .replace(/^(?=[^/])/, '/');
}
