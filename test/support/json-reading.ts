/**
 * What valid JSON text holds beside its value, read with another parser than the one under test.
 */
import { visit } from 'jsonc-parser';

/** Whether an object within writes one name twice. */
export function hasNameTwice(json: string): boolean {
  const open: Set<string>[] = [];
  let isTwice = false;
  visit(json, {
    onObjectBegin: () => {
      open.push(new Set());
    },
    onObjectProperty: (name) => {
      const names = open.at(-1);
      if (names?.has(name)) isTwice = true;
      names?.add(name);
    },
    onObjectEnd: () => void open.pop(),
  });
  return isTwice;
}

/** How many objects and arrays stand in one another. */
export function toDepth(json: string): number {
  let depth = 0;
  let deepest = 0;
  const enter = (): void => {
    depth += 1;
    deepest = Math.max(deepest, depth);
  };
  const leave = (): void => {
    depth -= 1;
  };
  visit(json, { onObjectBegin: enter, onArrayBegin: enter, onObjectEnd: leave, onArrayEnd: leave });
  return deepest;
}

/** Whether a string or a name within is no text: half of a surrogate pair. */
export function hasLoneSurrogate(json: string): boolean {
  let isLone = false;
  visit(json, {
    onObjectProperty: (name) => {
      isLone ||= !name.isWellFormed();
    },
    onLiteralValue: (value: unknown) => {
      isLone ||= typeof value === 'string' && !value.isWellFormed();
    },
  });
  return isLone;
}

/** The value of valid JSON; of names written twice the last counts. */
export function readValue(json: string): unknown {
  const root: { value?: unknown } = {};
  const open: { readonly holder: object; name: string }[] = [{ holder: root, name: 'value' }];
  const place = (value: unknown): void => {
    const parent = open.at(-1);
    if (parent === undefined) return;
    if (Array.isArray(parent.holder)) parent.holder.push(value);
    // Not by assignment: a `__proto__` is a member like any other.
    else
      Object.defineProperty(parent.holder, parent.name, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
  };
  const enter = (holder: object): void => {
    place(holder);
    open.push({ holder, name: '' });
  };
  visit(json, {
    onObjectBegin: () => enter({}),
    onArrayBegin: () => enter([]),
    onObjectEnd: () => void open.pop(),
    onArrayEnd: () => void open.pop(),
    onLiteralValue: place,
    onObjectProperty: (name) => {
      const parent = open.at(-1);
      if (parent !== undefined) parent.name = name;
    },
  });
  return root.value;
}
