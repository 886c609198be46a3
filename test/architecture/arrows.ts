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
  cli: ['citty', 'esbuild', 'fflate', 'jsonc-parser', 'node:', 'yaml'],
  'core/document': ['valibot'],
  'core/keys': ['jose'],
  'core/testing': ['jose'],
  dev: ['esbuild', 'miniflare', 'node:'],
  'local-api-gateway': ['node:'],
  worker: ['hono'],
};

/** What a part of the core imports to run. */
export const CORE_RUNTIME: Readonly<Record<string, readonly string[]>> = {
  authenticate: ['binding', 'claims', 'credential', 'issuers', 'token'],
  authorize: ['decision', 'requirement', 'routes'],
  authorizer: ['authenticate', 'authorize'],
  binding: ['token'],
  built: ['authorizer', 'claims', 'decision', 'document', 'keys', 'platform', 'requirement', 'routes'],
  check: ['document', 'explain'],
  create: ['authorizer', 'document', 'keys'],
  document: ['claims', 'decision', 'presets', 'routes', 'token'],
  explain: [
    ...[
      'binding',
      'claims',
      'create',
      'credential',
      'decision',
      'document',
      'issuers',
      'keys',
      'presets',
      'requirement',
    ],
    ...['routes', 'token'],
  ],
  index: ['claims', 'create', 'decision', 'document', 'keys', 'platform', 'presets', 'requirement', 'routes'],
  issuers: ['token'],
  keys: ['issuers', 'token'],
  rehearse: ['authorize', 'claims', 'create'],
  requirement: ['claims'],
  sealed: ['authorizer', 'claims', 'decision', 'document', 'keys', 'platform', 'requirement', 'routes'],
};

/** What a part of the core imports types of, beside what it runs. */
export const CORE_TYPES: Readonly<Record<string, readonly string[]>> = {
  authenticate: ['decision', 'document', 'keys', 'ports', 'routes', 'token'],
  authorize: ['authenticate', 'decision', 'document', 'ports', 'routes'],
  authorizer: ['decision', 'document', 'keys', 'ports'],
  binding: ['decision', 'token'],
  built: ['ports'],
  check: ['document'],
  claims: ['decision', 'document', 'token'],
  create: ['document', 'ports'],
  credential: ['decision', 'document', 'routes'],
  decision: ['document'],
  document: ['claims', 'decision', 'presets', 'requirement', 'routes', 'token'],
  explain: ['authorizer', 'decision', 'document', 'issuers', 'keys', 'ports', 'requirement', 'routes', 'token'],
  index: ['authorizer', 'decision', 'document', 'keys', 'ports', 'presets', 'routes'],
  issuers: ['decision', 'document', 'token'],
  keys: ['document', 'ports', 'token'],
  platform: ['ports'],
  ports: ['keys'],
  presets: ['decision', 'document', 'token'],
  rehearse: ['authenticate', 'claims', 'decision', 'document', 'ports'],
  requirement: ['claims', 'decision', 'document'],
  routes: ['decision', 'document'],
  sealed: ['document', 'ports'],
  token: ['decision', 'keys'],
};

/** The entry of `@sallyport/core/testing`, from the core's `src`. */
export const TESTING_ENTRY = 'testing/index.ts';

/** Cycles that only types close: they leave nothing at run time. */
export const TYPE_CYCLES: readonly (readonly string[])[] = [
  ['core/document/compile/condition.ts', 'core/document/compile/requirement.ts'],
  ['core/document/compiled.ts', 'core/routes/table.ts'],
];

/** Files that import an address they compute. */
export const COMPUTED_IMPORTS: readonly string[] = ['packages/dev/src/gates/lambda-child.ts'];
