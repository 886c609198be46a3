/**
 * The preset that an issuer names.
 */
import type { Preset } from '../../presets/preset.ts';
import { findPreset, PRESETS } from '../../presets/presets.ts';
import { toChildPointer } from '../pointer.ts';
import type { IssuerEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import { suggestNearest } from '../shape/nearest.ts';

/** The preset that an issuer names, or null; an unknown one is reported. */
export function toPreset(entry: IssuerEntry, pointer: string, report: Report): Preset | null {
  if (entry.preset === undefined) return null;
  const preset = findPreset(entry.preset);
  if (preset === null) {
    const names = PRESETS.map(({ name }) => name);
    report.error({
      pointer: toChildPointer(pointer, 'preset'),
      code: 'unknown-preset',
      message: `there is no preset "${entry.preset.slice(0, 60)}"`,
      suggestion: suggestNearest(entry.preset, names) ?? `known presets: ${names.join(', ')}`,
    });
  }
  return preset;
}
