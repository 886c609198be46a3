/**
 * Why no policy may hold an issuer as a token spells it, so that nobody is told to write what `check` refuses.
 */
import type { CompiledIssuer } from '../../document/compiled.ts';
import { createReport } from '../../document/report.ts';
import { checkUrl, isLoopback, parseWebUrl } from '../../document/resolve/url.ts';
import { findIdentifierFault } from '../../presets/issuer-rules.ts';
import { findPreset } from '../../presets/presets.ts';

/** What `check` would say of the spelling in place of a known issuer's, or alone where that is null; null: nothing. */
export function findRefusal(iss: string, known: CompiledIssuer | null): string | null {
  const preset = known === null || known.preset === null ? null : findPreset(known.preset);
  const rules = { preset: preset?.name ?? null, issuerRules: preset?.issuerRules ?? [] };
  const url = parseWebUrl(iss);
  if (url === null) {
    const isNamed = known !== null && known.preset === null && known.keys.kind !== 'discovery';
    return isNamed && !/^https?:/i.test(iss) ? null : 'keys can be discovered only for an issuer that is a URL';
  }
  const report = createReport();
  checkUrl({ text: iss, pointer: '', form: 'identifier', hosts: 'loopbackAllowed' }, report);
  const fault = isLoopback(url) ? null : findIdentifierFault(rules, iss);
  return report.findings[0]?.message ?? fault?.message ?? null;
}
