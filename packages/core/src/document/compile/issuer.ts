/**
 * Compiles one issuer of the policy to its plan: everything that verification needs but the values of variables.
 */
import type { Preset } from '../../presets/preset.ts';
import type { IssuerPlan } from '../plan.ts';
import { toChildPointer, toPointer } from '../pointer.ts';
import type { IssuerEntry, PolicyDocument } from '../policy.ts';
import { checkPlaceholder } from '../resolve/placeholders.ts';
import { compileAlgorithms } from './algorithms.ts';
import { compileAudience } from './audience.ts';
import { compileMappings, compileTokenTypes, resolveClaims, toKnownPaths } from './claims.ts';
import type { CompileContext } from './context.ts';
import { compileKeys } from './keys.ts';
import { checkDemand, toPreset } from './preset.ts';
import { compileRequirement } from './requirement.ts';
import { compileTokenFrom } from './token-from.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const CLOCK_TOLERANCE_SECONDS = 30;
/** 400 days. */
const MAX_LIFETIME_SECONDS = 34_560_000;

/**
 * The plan of one issuer. Where it has errors, which are reported, the plan is partial and must not be used.
 *
 * @param shared - The policy's own audiences.
 */
export function compileIssuer(
  name: string,
  entry: IssuerEntry,
  shared: PolicyDocument['audience'],
  issuerNames: readonly string[] | null,
  context: CompileContext,
): IssuerPlan {
  const { report } = context;
  const pointer = toPointer('issuers', name);
  if (!NAME.test(name)) {
    const message = 'an issuer\'s name has 1 to 64 letters, digits, ".", "_" and "-"';
    report.error({ pointer, at: 'name', code: 'invalid-name', message });
  }
  const preset = toPreset(entry, pointer, report);
  checkDemand(entry, preset, pointer, report);
  return {
    name,
    preset: preset?.name ?? null,
    issuer: entry.issuer,
    tenants: entry.tenants ?? null,
    issuerRules: preset?.issuerRules ?? [],
    audience: compileAudience(entry, shared, pointer, context),
    audienceClaims: toKnownPaths(preset?.audienceClaims ?? ['aud']),
    clients: compileClients(entry, pointer, context),
    keys: compileKeys(entry, preset, pointer, report),
    blockedKeys: entry.blockedKeys ?? [],
    algorithms: compileAlgorithms(entry, preset, pointer, report),
    ...compileTokenTypes(entry, preset, pointer, report),
    typeClaims: toTypeClaims(preset),
    requiredClaims: [
      ...toKnownPaths(preset?.requiredClaims ?? []),
      ...resolveClaims(entry.requiredClaims ?? [], toChildPointer(pointer, 'requiredClaims'), report),
    ],
    require: compileRequire(name, entry, issuerNames, pointer, context),
    mappings: compileMappings(entry, preset, pointer, report),
    clockToleranceSeconds: entry.clockToleranceSeconds ?? CLOCK_TOLERANCE_SECONDS,
    maxLifetimeSeconds: entry.maxLifetimeSeconds ?? MAX_LIFETIME_SECONDS,
    tokenFrom: compileTokenFrom(entry, preset, pointer, context),
  };
}

function compileRequire(
  name: string,
  entry: IssuerEntry,
  issuerNames: readonly string[] | null,
  pointer: string,
  { report }: CompileContext,
): IssuerPlan['require'] {
  if (entry.require === undefined) return null;
  const scope = { params: null, issuerNames, candidates: [name], report };
  return compileRequirement(entry.require, toChildPointer(pointer, 'require'), scope);
}

function compileClients(entry: IssuerEntry, pointer: string, { report }: CompileContext): readonly string[] | null {
  if (entry.clients === undefined) return null;
  const list = toChildPointer(pointer, 'clients');
  for (const [index, client] of entry.clients.entries()) checkPlaceholder(client, toChildPointer(list, index), report);
  return entry.clients;
}

function toTypeClaims(preset: Preset | null): IssuerPlan['typeClaims'] {
  return Object.entries(preset?.typeClaims ?? {}).flatMap(([name, values]) =>
    toKnownPaths(name).map((claim) => ({ claim, values })),
  );
}
