import { describe, expect, test } from 'vitest';
import {
  COMPUTED_IMPORTS,
  CORE_RUNTIME,
  CORE_TYPES,
  EXTERNALS,
  PACKAGE_ARROWS,
  TESTING_ENTRY,
  TYPE_CYCLES,
} from './arrows.ts';
import { findCycles, type Graph } from './cycles.ts';
import { reachFiles } from './reach.ts';
import { countImportClauses } from './scan.ts';
import { PACKAGE_FILES, PACKAGES, type PackageFile } from './tree.ts';

const BY_NAME = new Map(Object.entries(PACKAGES).map(([folder, name]) => [name, folder]));

/** A folder, or a file beside the folders by its name. */
const toPart = (inner: string): string => inner.split('/')[0]?.replace(/\.ts$/, '') ?? '';

const toExternals = (file: PackageFile): readonly string[] =>
  file.imports.flatMap((found) => (found.package === null || BY_NAME.has(found.package) ? [] : [found.package]));

describe('imports', () => {
  test('are all read: every file has each of its clauses in the table of imports', () => {
    const missed = PACKAGE_FILES.filter((file) => countImportClauses(file.scanned) !== file.imports.length);
    expect(missed.map((file) => file.path)).toEqual([]);
    expect(PACKAGE_FILES.length).toBeGreaterThan(80);
  });

  test('of an address that is computed stand only where a bundle or a file of the user is loaded', () => {
    const computed = PACKAGE_FILES.filter((file) => /\bimport\((?!\s*')/.test(file.scanned.bare));
    expect(computed.map((file) => file.path)).toEqual(COMPUTED_IMPORTS);
  });

  test('inside a package name a file that exists, with its extension', () => {
    const known = new Set(PACKAGE_FILES.map((file) => `${file.package}/${file.inner}`));
    const broken = PACKAGE_FILES.flatMap((file) =>
      file.imports
        .filter((found) => found.file !== null && !known.has(`${file.package}/${found.file}`))
        .map((found) => `${file.path} -> ${found.specifier}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('packages', () => {
  test('import one another only along the arrows, and every arrow is used', () => {
    const seen = new Map(Object.keys(PACKAGES).map((name) => [name, new Set<string>()]));
    for (const file of PACKAGE_FILES) {
      // Modules written as text, for a bundler, import too.
      const named = [...file.scanned.code.matchAll(/@sallyport\/[a-z-]+/g)].map(([name]) => name);
      for (const name of [...named, ...file.imports.map((found) => found.package ?? '')]) {
        const target = BY_NAME.get(name);
        if (target !== undefined && target !== file.package) seen.get(file.package)?.add(target);
      }
    }
    const arrows = Object.fromEntries([...seen].map(([name, targets]) => [name, [...targets].sort()]));
    expect(arrows).toEqual(PACKAGE_ARROWS);
  });

  test('import no other package than the table names, runtime modules included, and every entry is used', () => {
    const seen = new Map<string, Set<string>>();
    for (const file of PACKAGE_FILES) {
      const place = file.package === 'core' ? `core/${toPart(file.inner)}` : file.package;
      for (const external of toExternals(file)) {
        const folded = external.startsWith('node:') ? 'node:' : external;
        seen.set(place, (seen.get(place) ?? new Set()).add(folded));
      }
    }
    const table = Object.fromEntries([...seen].sort().map(([place, names]) => [place, [...names].sort()]));
    expect(table).toEqual(EXTERNALS);
  });
});

describe('inside the core', () => {
  const arrows = (kind: 'runtime' | 'type'): Record<string, readonly string[]> => {
    const seen = new Map<string, Set<string>>();
    for (const file of PACKAGE_FILES.filter((candidate) => candidate.package === 'core')) {
      const from = toPart(file.inner);
      for (const found of file.imports) {
        const to = found.file === null ? from : toPart(found.file);
        if (to !== from && (found.kind === 'type') === (kind === 'type')) {
          seen.set(from, (seen.get(from) ?? new Set()).add(to));
        }
      }
    }
    return Object.fromEntries([...seen].sort().map(([from, to]) => [from, [...to].sort()]));
  };

  test('what runs imports only along the arrows, and every arrow is used', () => {
    expect(arrows('runtime')).toEqual(CORE_RUNTIME);
  });

  test('the parts themselves form no cycle', () => {
    expect(findCycles(new Map(Object.entries(CORE_RUNTIME)))).toEqual([]);
  });

  test('types may reach further, along a table of their own', () => {
    expect(arrows('type')).toEqual(CORE_TYPES);
  });

  test('nothing reachable from the index, types included, is in testing, explain or rehearse, and the other way round for testing', () => {
    const files = new Map(
      PACKAGE_FILES.filter((file) => file.package === 'core').map((file) => [file.inner, file] as const),
    );
    const index = reachFiles('index.ts', 'all');
    const testing = reachFiles(TESTING_ENTRY, 'all');
    expect(index.size).toBeGreaterThan(20);
    expect([...testing].filter((inner) => index.has(inner))).toEqual([]);
    const tools = /^(?:testing|explain)\/|^rehearse\.ts$/;
    expect([...index].filter((inner) => tools.test(inner))).toEqual([]);
    expect([...testing].flatMap((inner) => toExternals(files.get(inner) as PackageFile))).toEqual(
      expect.arrayContaining(['jose']),
    );
  });
});

describe('cycles', () => {
  const graph = (kinds: readonly string[]): Graph =>
    new Map(
      PACKAGE_FILES.map((file) => [
        `${file.package}/${file.inner}`,
        file.imports
          .filter((found) => found.file !== null && kinds.includes(found.kind))
          .map((found) => `${file.package}/${found.file}`),
      ]),
    );

  test('there are none in what runs', () => {
    expect(findCycles(graph(['runtime', 'dynamic']))).toEqual([]);
  });

  test('types close only those that are listed', () => {
    expect(findCycles(graph(['runtime', 'dynamic', 'type']))).toEqual(TYPE_CYCLES);
  });

  test('are found', () => {
    const graphOf = (edges: Record<string, readonly string[]>): Graph => new Map(Object.entries(edges));
    expect(findCycles(graphOf({ a: ['b'], b: ['c'], c: ['b', 'd'], d: [], e: ['e'] }))).toEqual([['b', 'c'], ['e']]);
    expect(findCycles(graphOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
  });
});
