/**
 * Every claim that a document names, and where it does.
 */
import { toChildPointer, toPointer } from './pointer.ts';
import type { ClaimMapping, IdentityFact, PolicyDocument, RequirementEntry } from './policy.ts';

/** A claim's name and where the document has it. */
export interface NamedClaim {
  /** The issuer whose entry has the place; null for a place that serves all of them. */
  readonly issuer: string | null;
  readonly text: string;
  readonly pointer: string;
  readonly at: 'name' | 'value';
}

/** The claims that decide: those of mappings, required claims and requirements, with the issuer that owns the place. */
export function listDecisiveClaims({ issuers, routes }: PolicyDocument): readonly NamedClaim[] {
  return [
    ...Object.entries(issuers).flatMap(([issuer, { requiredClaims = [], require, claimMappings = {} }]) => {
      const at = toPointer('issuers', issuer);
      const named = [
        ...listMapping(requiredClaims, toChildPointer(at, 'requiredClaims')),
        ...(require === undefined ? [] : listRequired(require, toChildPointer(at, 'require'))),
        ...Object.entries(claimMappings).flatMap(([fact, mapping]) =>
          listMapping(mapping, toChildPointer(toChildPointer(at, 'claimMappings'), fact)),
        ),
      ];
      return named.map((claim): NamedClaim => ({ ...claim, issuer }));
    }),
    ...Object.entries(routes).flatMap(([key, access]) =>
      typeof access === 'string' ? [] : listRequired(access, toPointer('routes', key)),
    ),
  ];
}

/** The claims that a gate passes on, whatever they say. */
export function listPassedClaims({ worker, apiGateway }: PolicyDocument): readonly NamedClaim[] {
  return [
    ...listFacts(worker?.identityHeaders, toPointer('worker', 'identityHeaders')),
    ...listFacts(apiGateway?.context, toPointer('apiGateway', 'context')),
  ];
}

function listMapping(mapping: ClaimMapping, pointer: string): readonly NamedClaim[] {
  if (typeof mapping === 'string') return [{ issuer: null, text: mapping, pointer, at: 'value' }];
  return mapping.map((text, index) => ({ issuer: null, text, pointer: toChildPointer(pointer, index), at: 'value' }));
}

function listRequired(
  { claims = {}, anyOf = [], allOf = [] }: RequirementEntry,
  pointer: string,
): readonly NamedClaim[] {
  const inside = (kind: string, parts: readonly RequirementEntry[]): readonly NamedClaim[] =>
    parts.flatMap((part, index) => listRequired(part, toChildPointer(toChildPointer(pointer, kind), index)));
  const own = Object.keys(claims).map((text): NamedClaim => {
    return { issuer: null, text, pointer: toChildPointer(toChildPointer(pointer, 'claims'), text), at: 'name' };
  });
  return [...own, ...inside('anyOf', anyOf), ...inside('allOf', allOf)];
}

function listFacts(
  facts: Readonly<Record<string, IdentityFact | { readonly claim: string }>> | undefined,
  pointer: string,
): readonly NamedClaim[] {
  return Object.entries(facts ?? {}).flatMap(([name, fact]): readonly NamedClaim[] => {
    if (typeof fact === 'string') return [];
    return [
      { issuer: null, text: fact.claim, pointer: toChildPointer(toChildPointer(pointer, name), 'claim'), at: 'value' },
    ];
  });
}
