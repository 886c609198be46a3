/**
 * Walks a parsed tree once: the plain value, where every member stands, keys written twice, numbers that lose digits.
 *
 * Trust: keys are an operator's text; `__proto__` becomes an ordinary member and is judged like any unknown key.
 */
import type { Node } from 'jsonc-parser';

/** Where one member stands: the offset of its name (its value's, for list entries and the root) and of its value. */
export interface MemberOffsets {
  readonly name: number;
  readonly value: number;
}

/** One thing wrong at an offset, beyond syntax. */
export interface TreeProblem {
  readonly code: 'duplicate-key' | 'number-inexact';
  readonly pointer: string;
  readonly offset: number;
  /** The other place named in the message, for keys written twice. */
  readonly firstOffset: number | null;
  readonly key: string;
}

/** The walk's result. */
export interface Tree {
  readonly value: unknown;
  readonly members: ReadonlyMap<string, MemberOffsets>;
  readonly problems: readonly TreeProblem[];
}

/** One step of an RFC 6901 pointer. */
export function toPointerStep(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Reads a tree; of a key written twice the last value counts, as in `JSON.parse`. */
export function readTree(root: Node, text: string): Tree {
  const members = new Map<string, MemberOffsets>();
  const problems: TreeProblem[] = [];

  const readNode = (node: Node, pointer: string, nameOffset: number): unknown => {
    members.set(pointer, { name: nameOffset, value: node.offset });
    if (node.type === 'array') {
      return (node.children ?? []).map((child, index) => readNode(child, `${pointer}/${index}`, child.offset));
    }
    if (node.type === 'object') return readObject(node, pointer);
    if (node.type === 'number' && losesDigits(text.slice(node.offset, node.offset + node.length))) {
      problems.push({ code: 'number-inexact', pointer, offset: node.offset, firstOffset: null, key: '' });
    }
    return node.value;
  };

  const readObject = (node: Node, pointer: string): object => {
    const object = {};
    const firstOffsets = new Map<string, number>();
    for (const { children: [name, value] = [] } of node.children ?? []) {
      if (name === undefined) continue;
      const key = String(name.value);
      const memberPointer = pointer + toPointerStep(key);
      const firstOffset = firstOffsets.get(key);
      if (firstOffset === undefined) firstOffsets.set(key, name.offset);
      else problems.push({ code: 'duplicate-key', pointer: memberPointer, offset: name.offset, firstOffset, key });
      if (value === undefined) continue;
      // Defined, not assigned: assigning `__proto__` would change the object's prototype and hide the key.
      Object.defineProperty(object, key, {
        value: readNode(value, memberPointer, name.offset),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return object;
  };

  return { value: readNode(root, '', root.offset), members, problems };
}

// A rule that says 12345678901234567890 would silently meet its neighbours too.
function losesDigits(literal: string): boolean {
  const value = Number(literal);
  return !Number.isFinite(value) || (/^-?[0-9]+$/.test(literal) && !Number.isSafeInteger(value));
}
