/**
 * The policies and requests that the cases share, and what a decision comes down to.
 */
import {
  type AuthorizeRequest,
  type Authorizer,
  createAuthorizer,
  createWebPorts,
  type Decision,
  type FetchPort,
  type IssuerEntry,
  type PolicyDocument,
  type Ports,
} from '@sallyport/core';
import { FIXED_CLAIMS, FIXED_KEYS, FIXED_SECRET } from './fixed-tokens.ts';

/** When every fixed token is good: one minute after its `iat`, epoch seconds. */
export const NOW: number = FIXED_CLAIMS.iat + 60;

export const ISS: string = FIXED_CLAIMS.iss;
export const AUD: string = FIXED_CLAIMS.aud;
export const JWKS_URI: string = `${ISS}/keys`;

/** One authenticated route, one issuer; `overrides` over the issuer. */
export function toPolicy(overrides: Partial<IssuerEntry>, routes?: PolicyDocument['routes']): PolicyDocument {
  return {
    issuers: { machines: { issuer: ISS, audience: AUD, ...overrides } },
    routes: routes ?? { 'GET /': 'authenticated' },
  };
}

/** Ports with a clock that stands at `NOW`, no network, and nothing left to chance. */
export function toPorts(overrides: Partial<Ports> = {}): Ports {
  const fetch: FetchPort = () => Promise.reject(new TypeError('fetch failed'));
  let count = 0;
  const newId = (): string => {
    count += 1;
    return `decision-${count}`;
  };
  return createWebPorts({ clock: () => NOW * 1000, fetch, random: () => 0.5, newId, ...overrides });
}

/** An authorizer whose issuer has every fixed key inline, for the algorithms given. */
export function createFixedAuthorizer(
  algorithms: readonly string[],
  overrides: Partial<IssuerEntry> = {},
  routes?: PolicyDocument['routes'],
): Authorizer {
  const { 'rsa-1024': _short, ...keys } = FIXED_KEYS;
  const jwks = { keys: Object.values(keys) };
  return createAuthorizer(toPolicy({ jwks, algorithms, ...overrides }, routes), toPorts());
}

/** An authorizer whose issuer has the fixed secret. */
export function createSecretAuthorizer(
  overrides: Partial<IssuerEntry> = {},
  routes?: PolicyDocument['routes'],
): Authorizer {
  const hmac = { secrets: [`\${SECRET}`], encoding: 'utf8' } as const;
  const entry = { hmac, algorithms: ['HS256', 'HS384', 'HS512'], ...overrides };
  return createAuthorizer(toPolicy(entry, routes), toPorts({ env: { SECRET: FIXED_SECRET } }));
}

/** A request whose Authorization value reaches the gate verbatim: `Headers` would trim it, or refuse to hold it. */
export function toRequest(token: string | null, target = '/', method = 'GET'): AuthorizeRequest {
  const authorization = token === null ? null : `Bearer ${token}`;
  return { method, url: target, headers: { get: (name) => (name === 'authorization' ? authorization : null) } };
}

/** `allow`, or `deny` with the reason and what it is about; a status that does not fit the reason shows. */
export function toOutcome(decision: Decision): string {
  if (decision.effect === 'allow') return 'allow';
  const about = decision.about === null ? '' : ` (${decision.about})`;
  return `deny ${decision.status} ${decision.reason}${about}`;
}

/** The outcome of a token on the authenticated route. */
export async function present(authorizer: Authorizer, token: string | null, target = '/'): Promise<string> {
  return toOutcome(await authorizer.authorize(toRequest(token, target)));
}

/** The outcome of each token, by name, one after the other. */
export async function presentEach(
  authorizer: Authorizer,
  tokens: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const outcomes: Record<string, string> = {};
  for (const [name, token] of Object.entries(tokens)) outcomes[name] = await present(authorizer, token);
  return outcomes;
}
