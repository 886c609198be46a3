/**
 * The claims that an issuer's settings name: mappings, required claims, token types.
 */
import { type ClaimPath, parseClaimPath } from '../../claims/path.ts';
import type { Preset } from '../../presets/preset.ts';
import type { IssuerPlan } from '../plan.ts';
import { toChildPointer } from '../pointer.ts';
import type { ClaimMapping, ClaimMappingsEntry, IssuerEntry } from '../policy.ts';
import type { Report } from '../report.ts';

type Fact = keyof ClaimMappingsEntry;

const DEFAULT_MAPPINGS: Readonly<Record<Fact, readonly string[]>> = {
  subject: ['sub'],
  client: ['client_id', 'azp'],
  tenant: ['tid'],
  scopes: ['scope', 'scp'],
  permissions: ['permissions'],
  roles: ['roles'],
  groups: ['groups'],
};
const DEFAULT_TOKEN_TYPES: readonly string[] = ['at+jwt', 'JWT', 'absent'];
/** The type of the assertions that a gate signs for its origin: none of them may come back as a credential. */
const OWN_TOKEN_TYPE = 'sallyport-assertion+jwt';

/** A claim's path, or null (reported) for a malformed pointer. */
export function resolveClaim(
  text: string,
  place: { readonly pointer: string; readonly at: 'name' | 'value' },
  report: Report,
): ClaimPath | null {
  const path = parseClaimPath(text);
  if (path === null) {
    const message = `"${text.slice(0, 60)}" is not a JSON Pointer`;
    const suggestion = 'write "~" as "~0" and "/" inside a name as "~1" (RFC 6901)';
    report.error({ ...place, code: 'claim-pointer', message, suggestion });
  }
  return path;
}

/** Paths of a mapping or list of claims; malformed ones are reported and left out. */
export function resolveClaims(mapping: ClaimMapping, pointer: string, report: Report): readonly ClaimPath[] {
  const listed = typeof mapping === 'string' ? [mapping] : mapping;
  return listed.flatMap((text, index) => {
    const at = typeof mapping === 'string' ? pointer : toChildPointer(pointer, index);
    return resolveClaim(text, { pointer: at, at: 'value' }, report) ?? [];
  });
}

/** Paths of names that this package wrote itself. */
export function toKnownPaths(mapping: ClaimMapping): readonly ClaimPath[] {
  return (typeof mapping === 'string' ? [mapping] : mapping).flatMap((text) => parseClaimPath(text) ?? []);
}

/** Which claims carry which fact: the issuer's own mapping, else its preset's, else the common one. */
export function compileMappings(
  entry: IssuerEntry,
  preset: Preset | null,
  pointer: string,
  report: Report,
): IssuerPlan['mappings'] {
  const at = toChildPointer(pointer, 'claimMappings');
  const toPaths = (fact: Fact): readonly ClaimPath[] => {
    const own = entry.claimMappings?.[fact];
    if (own !== undefined) return resolveClaims(own, toChildPointer(at, fact), report);
    return toKnownPaths(preset?.claimMappings[fact] ?? DEFAULT_MAPPINGS[fact]);
  };
  return {
    subject: toPaths('subject'),
    client: toPaths('client'),
    tenant: toPaths('tenant'),
    scopes: toPaths('scopes'),
    permissions: toPaths('permissions'),
    roles: toPaths('roles'),
    groups: toPaths('groups'),
  };
}

/** The accepted `typ` values: lower case, without `application/` (RFC 7515 section 4.1.9). */
export function compileTokenTypes(
  entry: IssuerEntry,
  preset: Preset | null,
  pointer: string,
  report: Report,
): Pick<IssuerPlan, 'tokenTypes' | 'typelessTokens'> {
  const types = new Set<string>();
  for (const [index, text] of (entry.tokenTypes ?? preset?.tokenTypes ?? DEFAULT_TOKEN_TYPES).entries()) {
    const type = text.toLowerCase().replace(/^application\//, '');
    if (type === OWN_TOKEN_TYPE) {
      const message = `"${OWN_TOKEN_TYPE}" is what a gate signs for its origin, never a credential`;
      report.error({
        pointer: toChildPointer(toChildPointer(pointer, 'tokenTypes'), index),
        code: 'own-token-type',
        message,
      });
    }
    types.add(type);
  }
  const typelessTokens = types.delete('absent') ? 'accepted' : 'refused';
  return { tokenTypes: [...types], typelessTokens };
}
