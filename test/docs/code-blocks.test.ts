import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENTRIES, findExports } from '../architecture/exports.ts';
import { DOCUMENTS, parseDocument, ROOT } from './markdown.ts';

const LIBRARY = ['ts', 'typescript'];
const POLICY_IMPORT = "import policy from './.sallyport/policy.ts';\n";

/** A piece of documentation that must compile. */
interface Sample {
  readonly from: string;
  readonly text: string;
}

const fromMarkdown: readonly Sample[] = DOCUMENTS.flatMap((document) =>
  document.blocks
    .filter((block) => LIBRARY.includes(block.language))
    .map((block) => ({ from: `${document.path}:${block.line}`, text: block.text })),
);

/** Examples in docstrings, with the names they use imported from the entry that exports them. */
const fromDocstrings: readonly Sample[] = ENTRIES.flatMap((entry) => {
  const names = findExports(entry.path);
  return names.flatMap(({ name, docstring }) => {
    const example = /@example\n((?:(?!\n \* @)[\s\S])*)/.exec(docstring ?? '')?.[1];
    if (example === undefined) return [];
    const text = example.replaceAll(/^ \* ?/gm, '');
    const used = names.filter((other) => new RegExp(`\\b${other.name}\\b`).test(text)).map((other) => other.name);
    const imports = /^import /m.test(text) ? '' : `import { ${[...new Set(used)].join(', ')} } from '${entry.name}';\n`;
    const policy = /\bpolicy\b/.test(text) && !/(?:const|import) policy\b/.test(text) ? POLICY_IMPORT : '';
    return [{ from: `${entry.name} ${name}`, text: `${policy}${imports}${text}` }];
  });
});

const BUILT_POLICY = `import type { BuiltPolicy } from '@sallyport/core';
export declare const policy: BuiltPolicy;
export default policy;
`;

// What `wrangler types` writes into a project, as far as samples use it.
const WORKER_TYPES = `declare module 'cloudflare:workers' {
  export const env: Readonly<Record<string, string | undefined>>;
}
interface Env {}
interface ExportedHandler<E> {
  fetch(request: Request, env: E, context: import('@sallyport/worker').ExecutionContext): Response | Promise<Response>;
}
`;

/** What the compiler says of each sample, none for one that compiles. */
function compile(samples: readonly Sample[]): ReadonlyMap<string, readonly string[]> {
  const cache = join(ROOT, 'node_modules/.cache/sallyport');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'docs-'));
  try {
    // Where a reader's project keeps its code, and beside it what `sallyport build` writes there.
    for (const place of ['src', 'src/.sallyport', '.sallyport']) mkdirSync(join(folder, place), { recursive: true });
    for (const place of ['src/.sallyport', '.sallyport']) writeFileSync(join(folder, place, 'policy.ts'), BUILT_POLICY);
    writeFileSync(join(folder, 'src/worker.d.ts'), WORKER_TYPES);
    for (const [at, sample] of samples.entries()) {
      writeFileSync(join(folder, `src/sample-${at}.ts`), `${sample.text}\nexport {};\n`);
    }
    const options = {
      extends: join(ROOT, 'tsconfig.base.json'),
      compilerOptions: {
        // As a reader's bundler resolves: with or without an extension.
        module: 'ESNext',
        moduleResolution: 'Bundler',
        allowImportingTsExtensions: true,
        composite: false,
        declaration: false,
        isolatedDeclarations: false,
        noUnusedLocals: false,
        noEmit: true,
        resolveJsonModule: true,
        lib: ['ES2023', 'WebWorker', 'WebWorker.Iterable'],
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
        customConditions: ['source'],
      },
      files: ['src/worker.d.ts', ...samples.map((_sample, at) => `src/sample-${at}.ts`)],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const said = new Map<string, string[]>();
    for (const line of runCompiler(folder)) {
      const [, at = '', message = ''] = /sample-(\d+)\.ts(.*)$/.exec(line) ?? [];
      const from = samples[Number(at)]?.from;
      if (at === '' || from === undefined) throw new Error(`The compiler said: ${line}`);
      said.set(from, [...(said.get(from) ?? []), message]);
    }
    return said;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runCompiler(folder: string): readonly string[] {
  try {
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], { encoding: 'utf8' });
    return [];
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    return output.split('\n').filter((line) => /^\S.*\berror TS\d+/.test(line));
  }
}

describe('TypeScript in documents and docstrings', { timeout: 120_000 }, () => {
  test('compiles against the sources', () => {
    const samples = [...fromMarkdown, ...fromDocstrings];
    expect(fromDocstrings.length).toBeGreaterThan(0);
    expect(Object.fromEntries(compile(samples))).toEqual({});
  });

  test('is compiled: a sample with a wrong name is told', () => {
    const { blocks } = parseDocument('a.md', "```ts\nimport { createTestClok } from '@sallyport/core/testing';\n```\n");
    const said = compile([
      { from: 'wrong', text: blocks[0]?.text ?? '' },
      { from: 'right', text: 'const a: number = 1;' },
    ]);
    expect([...said.keys()]).toEqual(['wrong']);
  });
});
