/**
 * How a claim is named: verbatim, or by an RFC 6901 JSON Pointer when the name starts with `/`.
 *
 * Does not: judge the value. Names are chosen by issuers, so only own members count (attack: `__proto__`, `constructor`).
 */

/** A claim's name and the member names that lead to it. */
export interface ClaimPath {
  /** As written in the policy, for logs. */
  readonly text: string;
  readonly steps: readonly string[];
}

/** Parses a claim name, or returns null for a malformed pointer (`~` not followed by 0 or 1). */
export function parseClaimPath(text: string): ClaimPath | null {
  if (text === '') return null;
  if (!text.startsWith('/')) return { text, steps: [text] };
  if (/~(?![01])/.test(text)) return null;
  const steps = text
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { text, steps };
}

/** The value a path leads to, or undefined: arrays are entered by canonical index, everything else by own member. */
export function readClaim(claims: Readonly<Record<string, unknown>>, path: ClaimPath): unknown {
  let value: unknown = claims;
  for (const step of path.steps) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) && !/^(0|[1-9][0-9]*)$/.test(step)) return undefined;
    if (!Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
