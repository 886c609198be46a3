/**
 * Near misses of a claim's condition, of the issuer or client that a route accepts, and of claims that are not there.
 */
import { readClaim } from '../../claims/path.ts';
import type { ClaimTest, Requirement } from '../../requirement/requirement.ts';
import { findUnmet } from '../asked.ts';
import type { MissQuestion, NearMiss } from '../near-miss.ts';
import { toRequirementText } from '../phase-text.ts';

type ClaimLeaf = Extract<Requirement, { readonly kind: 'claim' }>;

/** For the reasons that name one claim, issuer or client. Claim values are personal and are not told. */
export function findConditionMisses(question: MissQuestion): readonly NearMiss[] {
  const { reason, about, token, issuer, route } = question;
  if (token === null || issuer === null) return [];
  if (reason === 'claim_missing' || reason === 'claim_malformed') return toClaim(reason, about, issuer.iss);
  if (route === null) return [];
  const { requirement, says, asker } = findUnmet(question);
  const asked = `${says} ${toRequirementText(requirement)}`;
  if (reason === 'issuer_not_accepted' || reason === 'client_not_accepted') {
    const what =
      reason === 'issuer_not_accepted' ? `The token is of "${issuer.name}"` : 'The token is of another client';
    const fix = `Use a token of one that ${asker} accepts, or add this one there.`;
    return [
      {
        code: reason === 'issuer_not_accepted' ? 'other_issuer' : 'other_client',
        cause: `${what}; ${asked}.`,
        fix,
        weight: 0.8,
      },
    ];
  }
  if (reason !== 'claim_unmet' && reason !== 'step_up_required') return [];
  const leaf = listLeaves(requirement).find(({ claim }) => claim.text === about);
  if (leaf === undefined) return [];
  if (reason === 'step_up_required') {
    const cause = `The sign-in was too weak or too long ago: ${asked}.`;
    return [
      { code: 'sign_in', cause, fix: 'Send the user to sign in again with "acr_values" or "max_age".', weight: 0.8 },
    ];
  }
  return [toUnmet(leaf, question, asked, asker)];
}

function toClaim(reason: 'claim_missing' | 'claim_malformed', about: string | null, iss: string): readonly NearMiss[] {
  if (about === null || about === 'iss') return [];
  if (reason === 'claim_malformed') {
    const cause = `The claim "${about}" has another type than its standard gives it.`;
    return [{ code: 'claim_type', cause, fix: `Correct how "${about}" is written at ${iss}.`, weight: 0.7 }];
  }
  const cause = `The token has no "${about}", which this issuer's access tokens are to have.`;
  const fix = 'Send an access token for this API, or have the issuer add the claim.';
  return [{ code: 'claim_absent', cause, fix, weight: 0.6 }];
}

function listLeaves(requirement: Requirement | null): readonly ClaimLeaf[] {
  if (requirement === null) return [];
  if (requirement.kind === 'allOf' || requirement.kind === 'anyOf') return requirement.of.flatMap(listLeaves);
  return requirement.kind === 'claim' ? [requirement] : [];
}

function toUnmet(leaf: ClaimLeaf, { token, params }: MissQuestion, asked: string, asker: string): NearMiss {
  const name = leaf.claim.text;
  const claims = token?.payload ?? {};
  const value = readClaim(claims, leaf.claim);
  if (value === undefined) {
    const cause = `The token has no "${name}"; ${asked}.`;
    return { code: 'claim_absent', cause, fix: `Have the issuer add "${name}" to its access tokens.`, weight: 0.8 };
  }
  const texts = leaf.tests.flatMap((test) => toWanted(test, params));
  const written = String(value).toLowerCase();
  if (texts.some((text) => typeof text !== typeof value && String(text).toLowerCase() === written)) {
    const cause = `"${name}" is a ${typeof value} in the token and a ${typeof texts[0]} in the policy: equality is strict in type.`;
    return {
      code: 'claim_type',
      cause,
      fix: 'Write the value in the policy with the type that the token has.',
      weight: 0.93,
    };
  }
  if (typeof value === 'string' && texts.some((text) => typeof text === 'string' && text.toLowerCase() === written)) {
    const cause = `"${name}" differs from what ${asker} asks for in case alone.`;
    return {
      code: 'claim_case',
      cause,
      fix: 'Write both the same way: claims are compared by code point.',
      weight: 0.93,
    };
  }
  const cause = `"${name}" is there and does not meet the condition: ${asked}.`;
  return { code: 'claim_value', cause, fix: 'Compare the value (--show-claims) with the condition.', weight: 0.6 };
}

function toWanted(test: ClaimTest, params: Readonly<Record<string, string>>): readonly unknown[] {
  if (test.kind === 'anyOf') return test.values;
  if (test.kind === 'contains') return [test.value];
  return test.kind === 'param' && Object.hasOwn(params, test.name) ? [params[test.name]] : [];
}
