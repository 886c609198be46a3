/**
 * Where allowed requests go: origins of the policy by path prefix, the service binding `ORIGIN`, or `ORIGIN_URL`.
 *
 * A prefix longer than `/` wins; `ORIGIN` stands for everything else, before the policy's own `/` and `ORIGIN_URL`.
 */
import { type CompiledPolicy, type Policy, PolicyError, resolveOriginVariable } from '@sallyport/core';
import { type Fetcher, readFetcher } from './fetcher.ts';

/** One origin. */
export interface Origin {
  /** The canonical path prefix that it serves, `/` for all. */
  readonly prefix: string;
  /** `https://host[:port]`, or null for a binding, which gets the client's own scheme and host. */
  readonly base: string | null;
  /** What an assertion to it names as its audience: its base, or `binding:` and the binding's name. */
  readonly name: string;
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * The gate's origins, longest prefix first.
 *
 * @throws PolicyError when there are none, or when `ORIGIN_URL` is not an origin that the policy could name.
 */
export function resolveOrigins(
  policy: Policy,
  compiled: CompiledPolicy,
  env: object,
  variables: Readonly<Record<string, string | undefined>>,
): readonly Origin[] {
  const named = compiled.worker.origins;
  const binding = readFetcher(env, 'ORIGIN');
  if (binding !== null) return [...named.filter(({ prefix }) => prefix !== '/').map(toOrigin), toBound(binding)];
  const isWhole = named.some(({ prefix }) => prefix === '/');
  const origins =
    isWhole || !variables.ORIGIN_URL
      ? named
      : [...named, { prefix: '/', origin: resolveOriginVariable('ORIGIN_URL', policy, variables) }];
  if (origins.length === 0) throw new PolicyError([MISSING]);
  return origins.map(toOrigin);
}

/** The origin that serves a canonical path, or null. */
export function findOrigin(origins: readonly Origin[], path: string): Origin | null {
  return origins.find(({ prefix }) => isUnder(path, prefix)) ?? null;
}

function isUnder(path: string, prefix: string): boolean {
  const trimmed = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return path === trimmed || path.startsWith(`${trimmed}/`);
}

function toOrigin({ prefix, origin }: { readonly prefix: string; readonly origin: string }): Origin {
  // Called by name at request time: workerd's fetch refuses a foreign `this`.
  return { prefix, base: origin, name: origin, fetch: (request) => fetch(request) };
}

function toBound(binding: Fetcher): Origin {
  return { prefix: '/', base: null, name: 'binding:ORIGIN', fetch: (request) => binding.fetch(request) };
}

const MISSING = {
  level: 'error',
  code: 'origin-missing',
  pointer: '/worker/origins',
  at: 'value',
  message: 'The gateway has nothing to forward to.',
  suggestion: 'Bind a service as ORIGIN, set ORIGIN_URL, or name "worker.origins".',
} as const;
