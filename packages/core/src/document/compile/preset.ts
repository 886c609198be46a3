/**
 * The preset that an issuer names, and what the preset demands of the issuer.
 */
import type { Preset } from '../../presets/preset.ts';
import { findPreset, PRESETS } from '../../presets/presets.ts';
import { toChildPointer } from '../pointer.ts';
import type { ClaimCondition, IssuerEntry, RequirementEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import { suggestNearest } from '../shape/nearest.ts';

/** Reports a `require` that leaves open whose token it is, where the preset's provider gives one to anyone. */
export function checkDemand(entry: IssuerEntry, preset: Preset | null, pointer: string, report: Report): void {
  const demand = preset?.demand;
  if (demand === undefined || (entry.require !== undefined && isPinned(entry.require, demand.claims))) return;
  report.error({
    pointer: entry.require === undefined ? pointer : toChildPointer(pointer, 'require'),
    at: 'name',
    code: 'require-missing',
    message: demand.message,
    suggestion: `add "require": ${JSON.stringify(demand.example)}`,
  });
}

function isPinned({ claims = {}, allOf = [], anyOf }: RequirementEntry, names: readonly string[]): boolean {
  const isValue = (condition: ClaimCondition): boolean => typeof condition !== 'object' || 'anyOf' in condition;
  return (
    Object.entries(claims).some(([name, condition]) => names.includes(name) && isValue(condition)) ||
    allOf.some((part) => isPinned(part, names)) ||
    (anyOf !== undefined && anyOf.length > 0 && anyOf.every((part) => isPinned(part, names)))
  );
}

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
