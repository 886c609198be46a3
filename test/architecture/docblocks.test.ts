import { describe, expect, test } from 'vitest';
import { ENTRIES, findExports } from './exports.ts';

describe('public names', () => {
  test.each(ENTRIES)('$name has a docstring on everything it exports', (entry) => {
    const names = findExports(entry.path);
    expect(names.length, `${entry.path} exports nothing that can be read`).toBeGreaterThan(0);
    expect(names.filter((found) => found.docstring === null).map((found) => `${found.name} in ${found.path}`)).toEqual(
      [],
    );
  });
});
