/**
 * The allowed import arrows, as tables: a new one fails the architecture tests until it is written here, and argued for.
 */

/** Which packages a package may import. Worker and Lambda never meet; the local API Gateway knows nothing of ours. */
export const PACKAGE_ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  worker: ['core'],
  lambda: ['core'],
  'local-api-gateway': [],
  dev: ['core', 'lambda', 'local-api-gateway', 'worker'],
  cli: ['core', 'dev', 'lambda'],
};

/** What comes from outside the workspace, by package, and by part in the core. `node:` stands for all of Node's modules. */
export const EXTERNALS: Readonly<Record<string, readonly string[]>> = {
  cli: ['citty', 'esbuild', 'jsonc-parser', 'node:'],
  'core/document': ['valibot'],
  'core/testing': ['jose'],
  'core/token': ['jose'],
  dev: ['miniflare', 'node:'],
  'local-api-gateway': ['node:'],
  worker: ['hono'],
};

/** What a part of the core imports to run. */
export const CORE_RUNTIME: Readonly<Record<string, readonly string[]>> = {};

/** What a part of the core imports types of, beside what it runs. */
export const CORE_TYPES: Readonly<Record<string, readonly string[]>> = {};

/** The entry of `@sallyport/core/testing`, from the core's `src`. */
export const TESTING_ENTRY = 'testing/index.ts';

/** Cycles that only types close: they leave nothing at run time. */
export const TYPE_CYCLES: readonly (readonly string[])[] = [];
