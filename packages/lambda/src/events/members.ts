/**
 * Reads members of an event whose shape nobody vouches for.
 */

/** An object's members. */
export type Members = Readonly<Record<string, unknown>>;

/** The members of an object; null for anything else, lists included. */
export function parseMembers(value: unknown): Members | null {
  return isObject(value) && !Array.isArray(value) ? value : null;
}

/** A member that is a text, or null. Own members only: an event never means what its prototype holds. */
export function readText(members: Members, name: string): string | null {
  const value = readMember(members, name);
  return typeof value === 'string' ? value : null;
}

/** An own member, or undefined. */
export function readMember(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

/** The texts of a list, or a text alone; none for anything else. */
export function toTexts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
