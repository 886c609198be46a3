/**
 * What the packages export, found from their manifests and entry files.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { PACKAGE_FILES, PACKAGES, ROOT } from './tree.ts';

/** One entry point of a package. */
export interface Entry {
  /** As it is imported. */
  readonly name: string;
  /** Its source, from the workspace root. */
  readonly path: string;
}

/** One exported name and where it is declared. */
export interface ExportedName {
  readonly name: string;
  readonly path: string;
  /** The text of its docstring, or null. */
  readonly docstring: string | null;
}

/** Every entry point that has a source, by the `source` condition of the manifests. */
export const ENTRIES: readonly Entry[] = Object.entries(PACKAGES).flatMap(([folder, name]) => {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'packages', folder, 'package.json'), 'utf8'));
  const exported = isRecord(manifest) && isRecord(manifest.exports) ? manifest.exports : {};
  return Object.entries(exported).flatMap(([subpath, target]) =>
    isRecord(target) && typeof target.source === 'string'
      ? [{ name: posix.join(name, subpath), path: posix.join('packages', folder, target.source) }]
      : [],
  );
});

const TEXTS = new Map(PACKAGE_FILES.map((file) => [file.path, file.text]));

/** The names an entry exports, re-exports followed to their declarations. */
export function findExports(path: string): readonly ExportedName[] {
  const text = TEXTS.get(path) ?? (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '');
  const reexported = [...text.matchAll(/^export (?:type )?(\{[^}]*\}|\*) from '(\.[^']+)';/gm)].flatMap(
    ([, clause = '', from = '']) => {
      const target = posix.join(posix.dirname(path), from);
      if (clause === '*') return findExports(target);
      const names = clause
        .slice(1, -1)
        .split(',')
        .map((part) => part.trim().replace(/^type /, ''));
      return names
        .filter((name) => name !== '')
        .map((name) => {
          const [original = '', renamed = original] = name.split(' as ');
          const declared = findExports(target).find((found) => found.name === original);
          return { name: renamed, path: declared?.path ?? target, docstring: declared?.docstring ?? null };
        });
    },
  );
  return [...reexported, ...findDeclarations(path, text)];
}

function findDeclarations(path: string, text: string): readonly ExportedName[] {
  const declaration =
    /(?:^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export (?:declare )?(?:abstract )?(?:async )?(?:function|const|let|class|interface|type)\*? (\w+)/gm;
  return [...text.matchAll(declaration)].map(([, docstring, name = '']) => ({
    name,
    path,
    docstring: docstring?.trim() ?? null,
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
