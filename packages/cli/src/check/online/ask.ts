/**
 * Asks every issuer of a policy, a few at a time.
 */
import type { CompiledIssuer } from '@sallyport/core';
import { askIssuer, type OnlineIssuer } from './issuer.ts';

/** Issuers asked side by side: a policy may name hundreds of tenants of one provider. */
const AT_ONCE = 8;

const ADDRESSES = ['issuer', 'jwksUri', 'tenants'] as const;
const VARIABLE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/**
 * What each issuer answers, in the policy's order.
 *
 * @param written - The document as written: an issuer whose address is a variable that `env` lacks is not asked, since its
 * address is only assumed.
 * @param withinMs - The most milliseconds for an issuer.
 */
export async function askIssuers(
  issuers: readonly CompiledIssuer[],
  written: unknown,
  env: Readonly<Record<string, string | undefined>>,
  withinMs?: number,
): Promise<readonly OnlineIssuer[]> {
  const answers: OnlineIssuer[] = [];
  for (let start = 0; start < issuers.length; start += AT_ONCE) {
    const asked = issuers.slice(start, start + AT_ONCE).map((issuer) => {
      const { name, iss } = issuer;
      if (!isAssumed(written, name, env)) return askIssuer(issuer, withinMs);
      return { issuer: name, iss, outcome: 'not_asked', requests: [], keys: [], skewSeconds: null } as const;
    });
    answers.push(...(await Promise.all(asked)));
  }
  return answers;
}

function isAssumed(written: unknown, name: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const entry = readMember(readMember(written, 'issuers'), name);
  return ADDRESSES.flatMap((place) => readMember(entry, place)).some((value) => {
    const variable = typeof value === 'string' ? VARIABLE.exec(value)?.[1] : undefined;
    return variable !== undefined && !env[variable];
  });
}

function readMember(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}
