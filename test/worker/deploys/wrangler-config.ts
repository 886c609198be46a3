/**
 * The Wrangler configurations that the repository ships, as far as the tests look into them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, modify, type ParseError, parse } from 'jsonc-parser';

export const ROOT: string = join(import.meta.dirname, '../../..');

/** What one environment says. */
export interface WranglerEnvironment {
  readonly workers_dev?: boolean;
  readonly preview_urls?: boolean;
  readonly limits?: { readonly cpu_ms?: number };
  readonly vars?: Readonly<Record<string, string>>;
  readonly observability?: { readonly enabled?: boolean; readonly redact_query_string?: boolean };
}

/** A whole configuration. */
export interface WranglerConfig extends WranglerEnvironment {
  readonly name: string;
  readonly keep_vars?: boolean;
  readonly env?: Readonly<Record<string, WranglerEnvironment>>;
}

/** The text of a folder's configuration. */
export function readConfigText(folder: string): string {
  return readFileSync(join(ROOT, folder, 'wrangler.jsonc'), 'utf8');
}

/** A configuration; fails the test where it is no JSON with comments. */
export function parseConfig(text: string): WranglerConfig {
  const errors: ParseError[] = [];
  const config = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) throw new Error(`${errors.length} syntax errors`);
  return config;
}

/** A setting that is commented out, on a line of its own. */
const OPTIONAL = /^( *)\/\/ ("[a-z_]+": [[{].*?),?$/gm;

/** The text with every setting that is commented out switched on, in each environment that it is for. */
export function switchOnOptional(text: string): string {
  return [...text.matchAll(OPTIONAL)].reduce((switched, [, indent = '', setting = '']) => {
    const [[key, value] = []] = Object.entries<unknown>(parse(`{${setting}}`));
    if (key === undefined) throw new Error(`no setting: ${setting}`);
    // Bindings and secrets are not inherited, so each environment gets them; what is indented more is production's own.
    const environments =
      indent.length === 2 ? [[], ['env', 'staging'], ['env', 'production']] : [['env', 'production']];
    return environments.reduce((set, path) => applyEdits(set, modify(set, [...path, key], value, {})), switched);
  }, text);
}
