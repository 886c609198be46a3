/**
 * Compiles one issuer of the policy to its exact identifiers, each with everything that verification needs.
 */
import type { Preset } from '../../presets/preset.ts';
import type { CompiledIssuer } from '../compiled.ts';
import { toChildPointer, toPointer } from '../pointer.ts';
import type { IssuerEntry } from '../policy.ts';
import { compileAlgorithms } from './algorithms.ts';
import { compileIssuerAudience } from './audience.ts';
import { compileMappings, compileTokenTypes, resolveClaims, toKnownPaths } from './claims.ts';
import type { CompileContext } from './context.ts';
import { resolveIdentities, resolvePreset } from './identity.ts';
import { compileKeys } from './keys.ts';
import { checkPlaceholder } from './placeholders.ts';
import { compileRequirement } from './requirement.ts';
import { compileTokenFrom } from './token-from.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const CLOCK_TOLERANCE_SECONDS = 30;
/** 400 days. */
const MAX_LIFETIME_SECONDS = 34_560_000;

/**
 * One issuer for each exact identifier; none where the policy's entry has an error, which is reported.
 *
 * @param sharedAudience - The policy's own audiences; `unusable` where they have an error of their own.
 */
export function compileIssuer(
  name: string,
  entry: IssuerEntry,
  sharedAudience: ReadonlySet<string> | 'unusable' | undefined,
  issuerNames: readonly string[] | null,
  context: CompileContext,
): readonly CompiledIssuer[] {
  const { report } = context;
  const pointer = toPointer('issuers', name);
  if (!NAME.test(name)) {
    const message = 'an issuer\'s name has 1 to 64 letters, digits, ".", "_" and "-"';
    report.error({ pointer, at: 'name', code: 'invalid-name', message });
  }
  const preset = resolvePreset(entry, pointer, context);
  const identities = resolveIdentities(entry, preset, pointer, context);
  const audiences = compileIssuerAudience(entry, sharedAudience, pointer, context);
  const algorithms = compileAlgorithms(entry, preset, pointer, report);
  const keys = compileKeys(entry, preset, algorithms, pointer, context);
  const require = compileRequire(name, entry, issuerNames, pointer, context);
  const settings: Omit<CompiledIssuer, 'iss' | 'tenant' | 'audiences' | 'keys'> = {
    name,
    audienceClaims: toKnownPaths(preset?.audienceClaims ?? ['aud']),
    clients: compileClients(entry, pointer, context),
    blockedKeys: new Set(entry.blockedKeys ?? []),
    algorithms,
    ...compileTokenTypes(entry, preset, pointer, report),
    typeClaims: toTypeClaims(preset),
    requiredClaims: resolveClaims(entry.requiredClaims ?? [], toChildPointer(pointer, 'requiredClaims'), report),
    require,
    mappings: compileMappings(entry, preset, pointer, report),
    clockToleranceSeconds: entry.clockToleranceSeconds ?? CLOCK_TOLERANCE_SECONDS,
    maxLifetimeSeconds: entry.maxLifetimeSeconds ?? MAX_LIFETIME_SECONDS,
    tokenFrom: compileTokenFrom(entry, pointer, context),
  };
  if (audiences === undefined || keys === null) return [];
  return identities.map((identity) => ({ ...settings, ...identity, audiences, keys: keys(identity) }));
}

function compileRequire(
  name: string,
  entry: IssuerEntry,
  issuerNames: readonly string[] | null,
  pointer: string,
  { report }: CompileContext,
): CompiledIssuer['require'] {
  if (entry.require === undefined) return null;
  const scope = { params: null, issuerNames, candidates: [name], report };
  return compileRequirement(entry.require, toChildPointer(pointer, 'require'), scope);
}

function compileClients(entry: IssuerEntry, pointer: string, { report }: CompileContext): ReadonlySet<string> | null {
  if (entry.clients === undefined) return null;
  const list = toChildPointer(pointer, 'clients');
  for (const [index, client] of entry.clients.entries()) checkPlaceholder(client, toChildPointer(list, index), report);
  return new Set(entry.clients);
}

function toTypeClaims(preset: Preset | null): CompiledIssuer['typeClaims'] {
  return Object.entries(preset?.typeClaims ?? {}).flatMap(([name, values]) =>
    toKnownPaths(name).map((claim) => ({ claim, values: new Set(values) })),
  );
}
