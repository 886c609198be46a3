/**
 * Refuses rules on claims that the users of a provider can write themselves.
 *
 * Attack: a user who sets `user_metadata.role` to `admin` on their own account, and a policy that believes it.
 * Does not: stop such a claim from being passed on as it is.
 */
import { parseClaimPath } from '../../claims/path.ts';
import { findPreset } from '../../presets/presets.ts';
import { listDecisiveClaims } from '../named-claims.ts';
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';

/** Reports each mapping and requirement that reads a claim which the preset of an issuer it serves forbids. */
export function checkForbiddenClaims(document: PolicyDocument, report: Report): void {
  const presets = Object.entries(document.issuers).flatMap(([name, { preset }]) => {
    const found = preset === undefined ? null : findPreset(preset);
    return found === null ? [] : [{ name, forbidden: found.forbiddenClaims ?? [] }];
  });
  for (const { issuer, text, pointer, at } of listDecisiveClaims(document)) {
    // A dot reads like a path: such a name was meant to lead inside.
    const [first = ''] = parseClaimPath(text)?.steps ?? [];
    const root = first.split('.', 1)[0] ?? first;
    const owner = presets.find(
      ({ name, forbidden }) => (issuer === null || issuer === name) && forbidden.includes(root),
    );
    if (owner === undefined) continue;
    report.error({
      pointer,
      at,
      code: 'forbidden-claim',
      message: `users of the issuer "${owner.name}" can write "${root}" themselves: it proves nothing`,
      suggestion: 'use a claim that only the provider or your servers write, such as "/app_metadata/..."',
    });
  }
}
