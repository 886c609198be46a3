/**
 * Warns of claim names that read like paths: a dot in them was meant to lead inside an object.
 */
import { toChildPointer, toPointer } from '../pointer.ts';
import type { ClaimMapping, IdentityFact, PolicyDocument, RequirementEntry } from '../policy.ts';
import type { Report } from '../report.ts';

/** A claim's name and where the document has it. */
interface NamedClaim {
  readonly text: string;
  readonly pointer: string;
  readonly at: 'name' | 'value';
}

// Objects that providers nest facts in.
const NESTING_CLAIM = /^(realm_access|resource_access|app_metadata|user_metadata)\./;

/** Warnings on the claims that a document names. */
export function findClaimAdvice(document: PolicyDocument, report: Report): void {
  for (const { text, pointer, at } of listClaims(document)) {
    if (!NESTING_CLAIM.test(text)) continue;
    const message = `"${text.slice(0, 60)}" names one claim with a dot in its name`;
    const suggestion = `write "/${text.replaceAll('.', '/')}" to read inside`;
    report.warning({ pointer, at, code: 'dotted-claim', message, suggestion });
  }
}

function listClaims({ issuers, routes, worker, apiGateway }: PolicyDocument): readonly NamedClaim[] {
  return [
    ...Object.entries(issuers).flatMap(([name, { requiredClaims = [], require, claimMappings = {} }]) => {
      const at = toPointer('issuers', name);
      return [
        ...listMapping(requiredClaims, toChildPointer(at, 'requiredClaims')),
        ...(require === undefined ? [] : listRequired(require, toChildPointer(at, 'require'))),
        ...Object.entries(claimMappings).flatMap(([fact, mapping]) =>
          listMapping(mapping, toChildPointer(toChildPointer(at, 'claimMappings'), fact)),
        ),
      ];
    }),
    ...Object.entries(routes).flatMap(([key, access]) =>
      typeof access === 'string' ? [] : listRequired(access, toPointer('routes', key)),
    ),
    ...listFacts(worker?.identityHeaders, toPointer('worker', 'identityHeaders')),
    ...listFacts(apiGateway?.context, toPointer('apiGateway', 'context')),
  ];
}

function listMapping(mapping: ClaimMapping, pointer: string): readonly NamedClaim[] {
  if (typeof mapping === 'string') return [{ text: mapping, pointer, at: 'value' }];
  return mapping.map((text, index) => ({ text, pointer: toChildPointer(pointer, index), at: 'value' }));
}

function listRequired(
  { claims = {}, anyOf = [], allOf = [] }: RequirementEntry,
  pointer: string,
): readonly NamedClaim[] {
  const inside = (kind: string, parts: readonly RequirementEntry[]): readonly NamedClaim[] =>
    parts.flatMap((part, index) => listRequired(part, toChildPointer(toChildPointer(pointer, kind), index)));
  const own = Object.keys(claims).map((text): NamedClaim => {
    return { text, pointer: toChildPointer(toChildPointer(pointer, 'claims'), text), at: 'name' };
  });
  return [...own, ...inside('anyOf', anyOf), ...inside('allOf', allOf)];
}

function listFacts(
  facts: Readonly<Record<string, IdentityFact | { readonly claim: string }>> | undefined,
  pointer: string,
): readonly NamedClaim[] {
  return Object.entries(facts ?? {}).flatMap(([name, fact]): readonly NamedClaim[] => {
    if (typeof fact === 'string') return [];
    return [{ text: fact.claim, pointer: toChildPointer(toChildPointer(pointer, name), 'claim'), at: 'value' }];
  });
}
