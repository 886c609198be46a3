/**
 * Writes a JSON value as TypeScript source that evaluates to the very same value.
 *
 * Trust: `JSON.stringify` alone would not do: in source text a `__proto__` member sets the prototype.
 */

/** The value in the members' own order, indented by two spaces; members that are undefined are left out. */
export function toLiteral(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item: unknown) => toLiteral(item, inner))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => `${toName(name)}: ${toLiteral(member, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.map((line) => `${inner}${line},\n`).join('')}${indent}${close}`;
}

function toName(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}
