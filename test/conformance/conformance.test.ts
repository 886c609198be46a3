import { describe, expect, it } from 'vitest';
import type { Standard } from './standard.ts';

declare global {
  interface ImportMeta {
    // Vite's own; its types come with a package that is not installed here by name.
    glob<Module>(patterns: readonly string[], options: { readonly eager: true }): Readonly<Record<string, Module>>;
  }
}

// One module a standard, each exporting `standard`; named by the glob so that a forgotten one cannot exist. The parts of a
// long standard stand in a folder of its name.
const modules = import.meta.glob<{ readonly standard: Standard }>(
  ['./*.ts', '!./*.test.ts', '!./standard.ts', '!./support-*.ts'],
  { eager: true },
);
const standards = Object.values(modules)
  .map(({ standard }) => standard)
  .sort((one, other) => (one.name < other.name ? -1 : 1));

for (const { name, requirements } of standards) {
  describe(name, () => {
    for (const { section, level, demands, test } of requirements) it(`${section} ${level}: ${demands}`, test);
  });
}

/** The table of every requirement, as the documentation shows it. */
function toTable(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const lines = [
    '# Conformance',
    '',
    'Written by `test/conformance/conformance.test.ts`, which runs every row: a row without its test cannot exist.',
  ];
  for (const { name, requirements, inapplicable } of standards) {
    lines.push(
      '',
      `## ${name}`,
      '',
      '| section | level | requirement, and the name of its test |',
      '| --- | --- | --- |',
    );
    for (const { section, level, demands } of requirements) lines.push(`| ${section} | ${level} | ${cell(demands)} |`);
    if (inapplicable.length === 0) continue;
    lines.push('', '| section | requirement that does not apply | why |', '| --- | --- | --- |');
    for (const { section, demands, why } of inapplicable)
      lines.push(`| ${section} | ${cell(demands)} | ${cell(why)} |`);
  }
  return `${lines.join('\n')}\n`;
}

describe('the table', () => {
  it('holds every requirement of every standard, once', async () => {
    const names = standards.flatMap(({ name, requirements }) =>
      requirements.map(({ section, level, demands }) => `${name} ${section} ${level} ${demands}`),
    );
    expect(new Set(names).size).toBe(names.length);
    await expect(toTable()).toMatchFileSnapshot('./TABLE.md');
  });
});
