/**
 * Which files of the examples a new project gets: read from the examples in the source tree, and from the copy that the
 * build puts into the package elsewhere.
 */
import { readFile } from 'node:fs/promises';

/** The gates of a new project. */
export type ProjectGate = 'worker' | 'lambda' | 'both';

/** One file that is the same in an example and in a new project, save what `project.ts` fills in. */
export interface Template {
  readonly gate: 'worker' | 'lambda';
  /** Below the root of the repository. */
  readonly source: string;
  /** Below `dist` of this package. */
  readonly packed: string;
  /** Below the new project. */
  readonly target: string;
}

/** Every template. `scripts/build.mjs` copies each from `source` to `packed`. */
export const TEMPLATES: readonly Template[] = [
  toTemplate('worker', 'gateway', 'package.json'),
  toTemplate('worker', 'gateway', 'wrangler.jsonc'),
  toTemplate('worker', 'gateway', 'tsconfig.json'),
  toTemplate('worker', 'gateway', 'src/index.ts'),
  toTemplate('lambda', 'api-gateway', 'package.json'),
  toTemplate('lambda', 'api-gateway', 'template.yaml'),
];

/** The templates of one gate, or of both. */
export function listTemplates(gate: ProjectGate): readonly Template[] {
  return TEMPLATES.filter((template) => gate === 'both' || template.gate === gate);
}

/** A template's text. */
export async function readTemplate({ source, packed }: Template): Promise<string> {
  const isSource = import.meta.url.endsWith('.ts');
  return readFile(new URL(isSource ? `../../../../${source}` : `../${packed}`, import.meta.url), 'utf8');
}

function toTemplate(gate: 'worker' | 'lambda', example: string, target: string): Template {
  // Flat and under another name: a folder "src" or a second package.json in a package means something to tools.
  const packed = `templates/${gate}/${target.replaceAll('/', '.')}.txt`;
  return { gate, source: `examples/${example}/${target}`, packed, target };
}
