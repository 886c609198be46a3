/**
 * The presets by name.
 */
import { auth0 } from './auth0.ts';
import { cognito } from './cognito.ts';
import { okta } from './okta.ts';
import type { Preset } from './preset.ts';

/** Every preset. */
export const PRESETS: readonly Preset[] = [okta, auth0, cognito];

/** The preset of that name, or null. */
export function findPreset(name: string): Preset | null {
  return PRESETS.find((preset) => preset.name === name) ?? null;
}
