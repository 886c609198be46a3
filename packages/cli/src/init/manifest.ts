/**
 * The package.json of a new project: that of the examples, with this release's versions in place of the workspace's.
 */

/** The parts of a manifest that a project takes over. */
interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/**
 * The text of package.json.
 *
 * @param examples - The manifests of the gates' examples; where two name a script, the later one counts.
 * @param version - Of this release: every `workspace:` range becomes it, exactly.
 */
export function toManifestText(examples: readonly string[], name: string, version: string): string {
  const parts = examples.map((text) => parseManifest(JSON.parse(text)));
  const toReal = (ranges: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(ranges)
        .map(([dependency, range]) => [dependency, range.startsWith('workspace:') ? version : range] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  const scripts: Record<string, string> = Object.assign({}, ...parts.map((part) => part.scripts));
  const dependencies = toReal(Object.assign({}, ...parts.map((part) => part.dependencies)));
  // `sallyport dev` needs a package of its own.
  const tools = { ...Object.assign({}, ...parts.map((part) => part.devDependencies)), '@sallyport/dev': version };
  const manifest = {
    name,
    private: true,
    type: 'module',
    scripts: { start: 'sallyport dev', test: 'sallyport test', ...scripts },
    ...(Object.keys(dependencies).length === 0 ? {} : { dependencies }),
    devDependencies: toReal(tools),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** A name that npm and Workers take, made of a folder's: lower case, digits and dashes, at most 54 characters. */
export function toProjectName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 54)
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'gate' : name;
}

function parseManifest(value: unknown): Manifest {
  return {
    scripts: readTexts(value, 'scripts'),
    dependencies: readTexts(value, 'dependencies'),
    devDependencies: readTexts(value, 'devDependencies'),
  };
}

function readTexts(value: unknown, name: string): Readonly<Record<string, string>> {
  const found =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name) : null;
  const members: object = typeof found?.[1] === 'object' && found[1] !== null ? found[1] : {};
  return Object.fromEntries(Object.entries(members).map(([key, text]) => [key, String(text)]));
}
