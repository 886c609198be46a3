/**
 * Writes a preset's data out into a document, as `sallyport build` stores it.
 *
 * Does not: change what the policy means: a document and its expansion compile to the same policy.
 */
import type { Preset } from '../presets/preset.ts';
import { findPreset } from '../presets/presets.ts';
import type { IssuerEntry, PolicyDocument } from './policy.ts';

/** The document with its presets written out, without `tests` and `$schema`. `preset` stays: it also checks the issuer. */
export function expandPolicy(document: PolicyDocument): PolicyDocument {
  const { $schema: _schema, tests: _tests, ...kept } = document;
  const issuers = Object.entries(document.issuers).map(([name, entry]) => {
    const preset = entry.preset === undefined ? null : findPreset(entry.preset);
    return [name, preset === null ? entry : expandIssuer(entry, preset)] as const;
  });
  return { ...kept, issuers: Object.fromEntries(issuers) };
}

function expandIssuer(entry: IssuerEntry, preset: Preset): IssuerEntry {
  return {
    ...entry,
    algorithms: entry.algorithms ?? preset.algorithms,
    tokenTypes: entry.tokenTypes ?? preset.tokenTypes,
    claimMappings: { ...preset.claimMappings, ...entry.claimMappings },
    ...toOptional(entry.tokenFrom ?? preset.tokenFrom),
  };
}

function toOptional(tokenFrom: IssuerEntry['tokenFrom']): Pick<IssuerEntry, 'tokenFrom'> {
  return tokenFrom === undefined ? {} : { tokenFrom };
}
