/**
 * Every file of a new project, before any is written.
 */
import { applyEdits, modify } from 'jsonc-parser';
import type { InitAnswers } from './answers.ts';
import { toManifestText } from './manifest.ts';
import { toPolicyText } from './policy-text.ts';
import { toReadmeText } from './readme.ts';
import { listTemplates, readTemplate } from './templates.ts';

/** One file to write. */
export interface ProjectFile {
  /** Below the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The policy file of a project. */
export const POLICY_FILE = 'sallyport.jsonc';

/**
 * The files.
 *
 * @param name - Of the package and the Worker.
 * @param version - Of this release.
 */
export async function toProject(answers: InitAnswers, name: string, version: string): Promise<readonly ProjectFile[]> {
  const read = await Promise.all(
    listTemplates(answers.gate).map(async (template) => ({
      path: template.target,
      text: await readTemplate(template),
    })),
  );
  const manifests = read.filter(({ path }) => path === 'package.json').map(({ text }) => text);
  return [
    { path: POLICY_FILE, text: toPolicyText(answers) },
    { path: 'package.json', text: toManifestText(manifests, name, version) },
    ...read
      .filter(({ path }) => path !== 'package.json')
      .map((file) =>
        file.path === 'wrangler.jsonc' ? { ...file, text: fillWrangler(file.text, name, answers) } : file,
      ),
    { path: 'README.md', text: toReadmeText(name, answers) },
    { path: '.gitignore', text: `${listIgnored(answers).join('\n')}\n` },
  ];
}

/** An empty ORIGIN_URL is one that is not set: the Worker refuses to start, instead of forwarding to a stranger. Staging's is nobody's yet. */
function fillWrangler(text: string, name: string, { origin }: InitAnswers): string {
  const set = (source: string, path: string[], value: string): string =>
    applyEdits(source, modify(source, path, value, {}));
  const origins: readonly [path: string[], value: string][] = [
    [['vars', 'ORIGIN_URL'], origin ?? ''],
    [['env', 'staging', 'vars', 'ORIGIN_URL'], ''],
    [['env', 'production', 'vars', 'ORIGIN_URL'], origin ?? ''],
  ];
  return origins.reduce((filled, [path, value]) => set(filled, path, value), set(text, ['name'], name));
}

function listIgnored({ gate }: InitAnswers): readonly string[] {
  return [
    ...['node_modules/', '.sallyport/'],
    ...(gate === 'lambda' ? [] : ['.wrangler/', '.dev.vars', 'worker-configuration.d.ts']),
    ...(gate === 'worker' ? [] : ['authorizer/', 'authorizer.zip', '.aws-sam/', 'samconfig.toml']),
  ];
}
