import * as built from '@sallyport/core/built';
import * as sealed from '@sallyport/core/sealed';
import { describe, expect, test } from 'vitest';
import { reachFiles } from './reach.ts';
import { PACKAGE_FILES } from './tree.ts';

/** What a package's files take of the core at run time, by name. */
function listImported(name: string): readonly string[] {
  const clause = /\bimport\s+\{([^}]*)\}\s+from\s+'@sallyport\/core';/g;
  const clauses = PACKAGE_FILES.filter((file) => file.package === name).flatMap((file) => [
    ...file.scanned.code.matchAll(clause),
  ]);
  const names = clauses.flatMap(([, list = '']) => list.split(',').map((part) => part.trim()));
  return [...new Set(names.filter((part) => part !== '' && !part.startsWith('type ')))].sort();
}

describe('the core for built policies', () => {
  test.each(['lambda', 'worker'])('has everything that the %s gate takes of the index', (gate) => {
    const imported = listImported(gate);
    expect(imported).toContain('createAuthorizer');
    expect(imported.filter((name) => !(name in built))).toEqual([]);
  });

  test('has nothing that no gate takes', () => {
    const taken = new Set([...listImported('lambda'), ...listImported('worker')]);
    expect(Object.keys(built).filter((name) => !taken.has(name))).toEqual([]);
  });

  test('reaches no part of the grammar of documents', () => {
    const grammar =
      /^document\/(compile|schema|shape|advice)[/.]|^document\/(check|hash|expand)\.ts|^routes\/(grammar|key-|risks)/;
    const runs = reachFiles('built.ts', 'runtime');
    expect([...runs].filter((inner) => grammar.test(inner))).toEqual([]);
    expect(runs.has('document/resolve.ts')).toBe(true);
  });
});

describe('the core in parts', () => {
  // What a bundle adds to it beside the parts that it names.
  const own = ['addressedKeys', 'closedPolicy', 'createAuthorizerOf', 'discoveredKeys', 'openPolicy'];

  test('has everything that the lambda gate takes of the index, but what constructs an authorizer, and nothing else', () => {
    const imported = listImported('lambda').filter((name) => name !== 'createAuthorizer');
    const expected = [...own, 'sharedSecrets', 'writtenKeys', ...imported];
    expect(Object.keys(sealed).sort()).toEqual(expected.sort());
  });
});

describe('advice', () => {
  test('is reached by the checks of tools, and by no gate', () => {
    const advice =
      /^explain\/|^document\/(advice\/|check\.ts|build\.ts|lambda-limits|look-alike-routes)|^routes\/(risks|fall-throughs|shadows)/;
    expect([...reachFiles('check.ts', 'runtime')].filter((inner) => advice.test(inner)).length).toBeGreaterThan(8);
    expect([...reachFiles('index.ts', 'runtime')].filter((inner) => advice.test(inner))).toEqual([]);
  });
});
